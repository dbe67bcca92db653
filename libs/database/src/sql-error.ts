import { SqlError } from 'mariadb';

const DUPLICATE = 1062;
const LOCK_WAIT_TIMEOUT = 1205;
/**
 * Deadlock, lock wait timeout, MariaDB's "record has changed since last read", and a group's "rolled back during commit":
 * nothing was done, also where a COMMIT was told so, and another try may well succeed.
 */
const RETRYABLE = new Set([1213, 1205, 1020, 3101]);
/**
 * The server, its storage or its transactions are read-only, or its node is not part of the cluster: the one to write to
 * is another one now, or will be.
 */
const READ_ONLY = new Set([1290, 1836, 1792, 1047]);
/** The server gave a statement up that took too long: MariaDB's number and MySQL's. */
const TOOK_TOO_LONG = new Set([1969, 3024]);
/** ER_DISK_FULL, and ER_RECORD_FILE_FULL ("The table is full"): nothing can be written until somebody makes room. */
const DISK_FULL = new Set([1021, 1114]);

/**
 * The connection failed under a statement: whether that took effect is not known. Not the driver's own error, because
 * Prisma would make that one of its own, from which the kind of failure cannot always be told.
 */
export class ConnectionFailure extends Error {}

export class ConnectionBroken extends ConnectionFailure {
  constructor(cause: unknown) {
    super('the connection to the database broke', { cause });
  }
}

/** The statement was not answered in time. */
export class DatabaseSilent extends ConnectionFailure {
  constructor() {
    super('the database does not answer');
  }
}

/** The database answers nothing at all: to ask again at once would not help. */
export class DatabaseAway extends ConnectionFailure {
  constructor(message = 'the database is away', cause?: unknown) {
    super(message, { cause });
  }
}

/** It answers and takes no writes, as the primary of before a failover does: as good as away. */
export class DatabaseReadOnly extends DatabaseAway {
  constructor(cause?: unknown) {
    super('the database takes no writes', cause);
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

/** Somebody kept a row locked for longer than we wait. The server undid the statement only. */
export function isLockWaitTimeout(error: unknown): boolean {
  return sqlErrorNumber(error) === LOCK_WAIT_TIMEOUT;
}

export function isForeignKeyViolation(error: unknown): boolean {
  const number = sqlErrorNumber(error);
  return number === 1451 || number === 1452;
}

/** Whether the same transaction may well succeed at once. */
export function isWorthAnotherTry(error: unknown): boolean {
  return isRetryable(error) || (isConnectionFailure(error) && !(error instanceof DatabaseAway));
}

export function isRetryable(error: unknown): boolean {
  const number = sqlErrorNumber(error);
  return number !== undefined && RETRYABLE.has(number);
}

export function isReadOnly(error: unknown): boolean {
  return error instanceof DatabaseReadOnly || READ_ONLY.has(sqlErrorNumber(error) ?? 0);
}

/** The connection broke or could not be had. After a COMMIT was sent this says nothing about whether it took effect. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof SqlError) return error.fatal || error.sqlState?.startsWith('08') === true;
  if (error instanceof ConnectionFailure || isSocketError(error)) return true;
  const kind = (error as { meta?: { driverAdapterError?: { cause?: { kind?: unknown } } } } | null)?.meta
    ?.driverAdapterError?.cause?.kind;
  return kind === 'ConnectionClosed' || kind === 'DatabaseNotReachable' || kind === 'SocketTimeout';
}

/**
 * Worth a 503: no connection could be had in time (the driver's ER_GET_CONNECTION_TIMEOUT), or one broke, or others kept
 * a row for too long, or the statement took too long, or its disk is full.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  const number = sqlErrorNumber(error) ?? 0;
  const isUnavailable = DISK_FULL.has(number) || TOOK_TOO_LONG.has(number) || number === 45028;
  return isUnavailable || isConnectionFailure(error) || isRetryable(error) || isReadOnly(error);
}

/** Of those, what is not about the rows that were asked for: whatever is asked next would fail alike. */
export function isDatabaseAway(error: unknown): boolean {
  const isAboutRows = isRetryable(error) || TOOK_TOO_LONG.has(sqlErrorNumber(error) ?? 0);
  return isDatabaseUnavailable(error) && !isAboutRows;
}

/** What breaks a socket under a statement, such as a reset, the driver passes on as it is, marked as fatal. */
function isSocketError(error: unknown): boolean {
  const { syscall, fatal } = (error ?? {}) as { syscall?: unknown; fatal?: unknown };
  return typeof syscall === 'string' && fatal === true;
}
