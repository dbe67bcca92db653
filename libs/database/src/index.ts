export { connectionConfig } from './connection-config.js';
export { Database, type DatabaseObserver, type DatabaseOptions, type Reader, type Transaction } from './database.js';
export {
  isConnectionFailure,
  isDatabaseAway,
  isDatabaseUnavailable,
  isDuplicateKey,
  isForeignKeyViolation,
  isLockWaitTimeout,
  isRetryable,
  sqlErrorNumber,
} from './sql-error.js';
