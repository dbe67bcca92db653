/** Rows are kept for milliseconds. Who waits longer waits for somebody who hangs, and others wait behind them. */
const LOCK_WAIT_S = 1;
/** What a vanished process left behind ends by then, also where the server knows no limit for transactions. */
const IDLE_SESSION_S = 28;
/** A transaction of ours waits for nothing but the database. The locks of a vanished process are free by then. */
const IDLE_TRANSACTION_S = 5;

/**
 * On a cluster a read waits for what others have committed before it began. A server that is built without clusters
 * does not know the variable, and would refuse the connection. Asked for anew with each connection, as the next one may
 * lead to another server. MySQL, which has no such variable, reads only `DO 0`.
 */
const CAUSAL_READS =
  '/*M!100203 BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1193 BEGIN END; ' +
  "EXECUTE IMMEDIATE 'SET SESSION wsrep_sync_wait = 1'; */ DO 0 /*M!100203 ; END */";

/**
 * What every session of an app is set to when its connection opens: the statements are sent at once. `answerWithinMs`
 * is how long we wait for a statement; the server gives it up then as well, as nobody tells it when we did. (MySQL gives
 * up only what reads.)
 */
export function sessionStatements(answerWithinMs: number): string[] {
  const everywhere = [
    "time_zone = '+00:00'",
    "sql_mode = 'TRADITIONAL'",
    `innodb_lock_wait_timeout = ${LOCK_WAIT_S}`,
    `wait_timeout = ${IDLE_SESSION_S}`,
  ];
  const onMariaDb = [
    `idle_transaction_timeout = ${IDLE_TRANSACTION_S}`,
    `max_statement_time = ${answerWithinMs / 1_000}`,
  ];
  const onMySql = [`max_execution_time = ${answerWithinMs}`];
  return [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    // MariaDB skips comments for MySQL 8, MySQL those for MariaDB.
    `SET SESSION ${everywhere.join(', ')} /*M!100300 , ${onMariaDb.join(', ')} */ /*!80000 , ${onMySql.join(', ')} */`,
    CAUSAL_READS,
  ];
}
