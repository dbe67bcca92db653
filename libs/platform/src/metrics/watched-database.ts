import { Database, type DatabaseOptions, sqlErrorNumber } from '#database';
import { inSpan } from '../tracing/spans.js';
import type { Metrics } from './metrics.js';

const REASONS: Record<number, string> = {
  1213: 'deadlock',
  3101: 'deadlock',
  1205: 'lock_timeout',
  1020: 'record_changed',
};

/** An app's database with its pool and retries in the metrics, and its transactions in the traces. */
export function watchedDatabase(metrics: Metrics, options: DatabaseOptions): Database {
  const retries = metrics.counter(
    'staylock_database_retries_total',
    'Transactions that were run again, by what had gone wrong',
    { reason: [...new Set(Object.values(REASONS)), 'connection'] },
  );
  const database = new Database({
    ...options,
    observer: {
      transaction: (run) => inSpan('transaction', {}, run),
      retried: (error) => retries.inc({ reason: REASONS[sqlErrorNumber(error) ?? 0] ?? 'connection' }),
    },
  });
  const { pool } = database;
  metrics.gauge('staylock_database_connections', 'Connections to the database', ['state'], (gauge) => {
    gauge.set({ state: 'active' }, pool.activeConnections());
    gauge.set({ state: 'idle' }, pool.idleConnections());
  });
  metrics
    .gauge('staylock_database_connections_max', 'The most connections this process opens')
    .set(options.connections);
  metrics.gauge('staylock_database_waiting', 'Callers that wait for a connection', [], (gauge) =>
    gauge.set(pool.taskQueueSize()),
  );
  return database;
}
