import { isConnectionFailure, sqlErrorNumber } from '#database';
import type { DatabaseUrls } from './database-urls.js';
import { databasesOfEnvironment } from './environment.js';

/** "Access denied for user", and for a database. */
const NOT_LET_IN = [1045, 1044, 1698];
const UNKNOWN_DATABASE = 1049;
/** "Table doesn't exist", "Unknown column". */
const NOT_MIGRATED = [1146, 1054];
const NETWORK = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ECONNRESET)$/;

/** What to tell of an error that ended a command: where a database is the trouble, which one, and what helps. */
export function explain(error: unknown, databases: Partial<DatabaseUrls> = {}): string {
  const said = error instanceof Error ? error.message : String(error);
  const helps = whatHelps(error, databases);
  return helps === undefined ? said : `${helps}\n(${said})`;
}

function whatHelps(error: unknown, databases: Partial<DatabaseUrls>): string | undefined {
  const { bookingDatabaseUrl: booking, inventoryDatabaseUrl: inventory } = databases;
  if (!booking || !inventory) return undefined;
  const number = sqlErrorNumber(error) ?? 0;
  if (NOT_LET_IN.includes(number)) {
    return `${theDatabase(booking, inventory)} does not let the user in. Are name and password right, ${inVariables()}?`;
  }
  if (number === UNKNOWN_DATABASE) {
    return `${theDatabase(booking, inventory)} is there, but not by that name: docker/create-databases.sh has the SQL that makes them.`;
  }
  if (NOT_MIGRATED.includes(number)) {
    return `${theDatabase(booking, inventory)} has no tables of Staylock, or old ones: bring it up to date with "npm run migrate".`;
  }
  if (!isConnectionFailure(error) && !NETWORK.test((error as { code?: string }).code ?? '')) return undefined;
  if (databasesOfEnvironment()) {
    return (
      `${theDatabase(booking, inventory)} does not answer. Does the server run, and are host and port right, ${inVariables()}? ` +
      'Without these variables the database is meant that "npm start" runs in this folder.'
    );
  }
  return (
    `${theDatabase(booking, inventory)} does not answer. "npm start" runs it, and starts it again when it ends: try again ` +
    'in a moment, and look at what the terminal of "npm start" says.'
  );
}

function theDatabase(booking: string, inventory: string): string {
  const hosts = new Set([booking, inventory].map((url) => new URL(url).host));
  return `The database server at ${[...hosts].join(' or ')}`;
}

function inVariables(): string {
  return 'in BOOKING_DATABASE_URL and INVENTORY_DATABASE_URL';
}
