import type { Database } from '#database';

/** Counters of the whole server since its start, by name. */
export type Counters = Record<string, number>;

/** What a booking costs the database. Which of the two families of counters there is depends on the server. */
const STATUS = [
  ...['Questions', 'Com_select', 'Com_insert', 'Com_update', 'Com_delete', 'Com_begin', 'Com_commit', 'Com_rollback'],
  ...['Com_set_option', 'Com_stmt_prepare', 'Com_stmt_execute', 'Com_insert_select', 'Com_multi', 'Com_call_procedure'],
  ...['Innodb_os_log_fsyncs', 'Innodb_data_fsyncs', 'Innodb_os_log_written', 'Innodb_data_written'],
  ...['Innodb_row_lock_waits', 'Innodb_deadlocks', 'Bytes_received', 'Bytes_sent'],
];

export async function readStatus(root: Database): Promise<Counters> {
  const rows = await root.query<{ Variable_name: string; Value: string }>(
    `SHOW GLOBAL STATUS WHERE Variable_name IN (${STATUS.map(() => '?').join(', ')})`,
    STATUS,
  );
  return Object.fromEntries(rows.map(({ Variable_name, Value }) => [Variable_name, Number(Value)]));
}

/** MariaDB counts commands by user, and each app is a user of its own; MySQL does so by events. */
export async function watchUsers(root: Database): Promise<boolean> {
  const [known] = await root.query("SHOW GLOBAL VARIABLES LIKE 'userstat'");
  if (known) await root.query('SET GLOBAL userstat = 1');
  return known !== undefined;
}

/** Statements by user. */
export async function readUsers(root: Database): Promise<Counters> {
  const rows = await root.query<{ user: string; statements: number }>(
    `SELECT USER AS user, SELECT_COMMANDS + UPDATE_COMMANDS + OTHER_COMMANDS AS statements
     FROM information_schema.USER_STATISTICS`,
  );
  return Object.fromEntries(rows.map(({ user, statements }) => [user, Number(statements)]));
}
