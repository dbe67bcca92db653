import type * as mariadb from 'mariadb';
import { sessionStatements } from './session.js';

/** Less than a session may be idle at the server, so that it is we who close a connection that nobody needs. */
const IDLE_CONNECTION_S = 20;
/** Ready for a burst after a quiet time. So few that the tasks of an app keep them all in use, which go in turn. */
const READY_CONNECTIONS = 4;

/** Reads a mysql:// URL (MariaDB's too) into what the driver needs; exported for tools that connect as another user. */
export function connectionConfig(url: string): mariadb.ConnectionConfig {
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  const config: mariadb.ConnectionConfig = {
    host: hostname,
    port: port === '' ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    timezone: 'Z',
    // Parameters are personal data as often as not, and errors are logged.
    logParam: false,
    charset: 'utf8mb4',
    connectTimeout: 1_500,
  };
  if (searchParams.get('ssl') === 'true') config.ssl = true;
  // MySQL 8's passwords want TLS, or the server's key asked for: right only where nobody can stand in between.
  if (searchParams.get('allowPublicKeyRetrieval') === 'true') config.allowPublicKeyRetrieval = true;
  return config;
}

/** The same for an app's own connections, whose sessions are all alike. */
export function sessionConfig(url: string, answerWithinMs: number): mariadb.ConnectionConfig {
  return { ...connectionConfig(url), initSql: sessionStatements(answerWithinMs) };
}

/** The same for a pool. */
export function poolConfig(url: string, connections: number, answerWithinMs: number): mariadb.PoolConfig {
  return {
    ...sessionConfig(url, answerWithinMs),
    connectionLimit: connections,
    // A request would rather be told 503 than wait for longer.
    acquireTimeout: 1_500,
    // Connections are used in turn, so what is in use at all stays open.
    idleTimeout: IDLE_CONNECTION_S,
    minimumIdle: READY_CONNECTIONS,
    // A dead connection tells by its socket, and the watch asks all the time: a ping before each use is one too many.
    // One that has been idle for longer is asked first: the server may be about to close it.
    minDelayValidation: 10_000,
  };
}
