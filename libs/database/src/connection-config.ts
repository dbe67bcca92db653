import type * as mariadb from 'mariadb';

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

/** The same for a pool, whose connections are all at READ COMMITTED and UTC. */
export function poolConfig(url: string, connections: number): mariadb.PoolConfig {
  return {
    ...connectionConfig(url),
    connectionLimit: connections,
    // A request would rather be told 503 than wait for longer.
    acquireTimeout: 1_500,
    // A dead connection tells by its socket, and the watch asks all the time: a ping before each use is one too many.
    minDelayValidation: 10_000,
    initSql: [
      'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
      // By then a guest who waited for the row has been told 503 anyway.
      "SET SESSION time_zone = '+00:00', sql_mode = 'TRADITIONAL', innodb_lock_wait_timeout = 3",
    ],
  };
}
