import { SqlError } from 'mariadb';

const DUPLICATE = 1062;
/** Deadlock, lock wait timeout, and MariaDB's "record has changed since last read": another try may well succeed. */
const RETRYABLE = new Set([1213, 1205, 1020]);

/** A statement was not answered in time; whether it took effect is not known. */
export class DatabaseSilent extends Error {
  constructor() {
    super('the database does not answer');
  }
}

/** The database's own error number, from the driver or from underneath a Prisma error. */
export function sqlErrorNumber(error: unknown): number | undefined {
  if (error instanceof SqlError) return error.errno;
  const cause = (error as { meta?: { driverAdapterError?: { cause?: { originalCode?: unknown } } } } | null)?.meta
    ?.driverAdapterError?.cause?.originalCode;
  return cause === undefined ? undefined : Number(cause);
}

export function isDuplicateKey(error: unknown): boolean {
  return sqlErrorNumber(error) === DUPLICATE;
}

export function isForeignKeyViolation(error: unknown): boolean {
  const number = sqlErrorNumber(error);
  return number === 1451 || number === 1452;
}

export function isRetryable(error: unknown): boolean {
  const number = sqlErrorNumber(error);
  return number !== undefined && RETRYABLE.has(number);
}

/** The connection broke or could not be had. After a COMMIT was sent this says nothing about whether it took effect. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof SqlError) return error.fatal || error.sqlState?.startsWith('08') === true;
  if (error instanceof DatabaseSilent || isSocketError(error)) return true;
  const kind = (error as { meta?: { driverAdapterError?: { cause?: { kind?: unknown } } } } | null)?.meta
    ?.driverAdapterError?.cause?.kind;
  return kind === 'ConnectionClosed' || kind === 'DatabaseNotReachable' || kind === 'SocketTimeout';
}

/** No connection could be had in time (the driver's ER_GET_CONNECTION_TIMEOUT), or one broke: worth a 503. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return isConnectionFailure(error) || sqlErrorNumber(error) === 45028;
}

/** What breaks a socket under a statement, such as a reset, the driver passes on as it is, marked as fatal. */
function isSocketError(error: unknown): boolean {
  const { syscall, fatal } = (error ?? {}) as { syscall?: unknown; fatal?: unknown };
  return typeof syscall === 'string' && fatal === true;
}
