import { readdirSync } from 'node:fs';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { EMAIL_QUEUE, MAIL_JOB_OPTIONS } from '#contracts';
import type { Database } from '#database';
import type { Cluster } from '../../test/cluster/cluster.js';
import type { Replica } from '../../test/cluster/replica.js';
import type { Series } from './level.js';

const MB = 1024 * 1024;
/** A record of a sent mail, which stays for a week: it grows with the mails by design. */
const BYTES_A_SENT_MARK = 200;

/** What may move a little by itself, by the unit it is read in. */
const NOISE: Record<string, number> = { MB: 24, '': 12, rows: 250, jobs: 250 };

/** Reads everything that must stay level over a long run. */
export class Readings {
  private readonly series = new Map<string, Series>();
  private readonly redis: Redis;
  private readonly queue: Queue;

  constructor(private readonly cluster: Cluster) {
    this.redis = new Redis(cluster.redis.url);
    this.queue = new Queue(EMAIL_QUEUE, { connection: { url: cluster.redis.url } });
  }

  async take(): Promise<void> {
    for (const replica of this.cluster.replicas) await this.takeReplica(replica);
    await this.takeDatabases();
    await this.takeRedis();
  }

  all(): Series[] {
    return [...this.series.values()];
  }

  /** The last reading of one quantity. */
  last(name: string): number {
    return this.series.get(name)?.values.at(-1) ?? 0;
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.redis.disconnect();
  }

  private async takeReplica(replica: Replica): Promise<void> {
    const text = await (await fetch(`${replica.url}/metrics`)).text();
    const metric = (name: string) => {
      const value = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text)?.[1];
      if (value === undefined) throw new Error(`${replica.name} has no metric ${name}`);
      return Number(value);
    };
    this.add(`${replica.name} heap`, 'MB', metric('nodejs_heap_size_used_bytes') / MB);
    this.add(`${replica.name} resident`, 'MB', metric('process_resident_memory_bytes') / MB);
    this.add(`${replica.name} handles`, '', metric('nodejs_active_handles_total'));
    this.add(`${replica.name} files`, '', readdirSync(`/proc/${replica.pid}/fd`).length);
  }

  private async takeDatabases(): Promise<void> {
    const { bookingDb, inventoryDb } = this.cluster;
    const [connected] = await bookingDb.query<{ Value: string }>("SHOW GLOBAL STATUS LIKE 'Threads_connected'");
    this.add('database connections', '', Number(connected?.Value));
    const rows = async (name: string, database: Database, from: string) => {
      const [row] = await database.query<{ n: number }>(`SELECT COUNT(*) AS n FROM ${from}`);
      this.add(name, 'rows', row?.n ?? 0);
    };
    await rows('outbox', bookingDb, 'Outbox');
    await rows('outbox waiting', bookingDb, "Outbox WHERE state IN ('PENDING', 'QUEUED')");
    await rows('expired bookings', bookingDb, "Booking WHERE status = 'EXPIRED'");
    await rows('pending bookings', bookingDb, "Booking WHERE status = 'PENDING'");
    await rows(
      'keys without booking',
      bookingDb,
      'IdempotencyKey k WHERE NOT EXISTS (SELECT 1 FROM Booking b WHERE b.id = k.bookingId)',
    );
    await rows('ended holds', inventoryDb, "Hold WHERE status IN ('RELEASED', 'LAPSED')");
    await rows('held holds', inventoryDb, "Hold WHERE status = 'HELD'");
  }

  private async takeRedis(): Promise<void> {
    const info = await this.redis.info();
    const field = (name: string) => Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
    this.add('redis connections', '', field('connected_clients'));
    const sentMarks = this.cluster.smtp.mails.size * BYTES_A_SENT_MARK;
    this.add('redis memory beside sent marks', 'MB', (field('used_memory') - sentMarks) / MB);
    const { waiting = 0, active = 0, delayed = 0, completed = 0 } = await this.queue.getJobCounts();
    this.add('mails to send', 'jobs', waiting + active + delayed);
    // They may fill up to the number that is kept.
    this.add('finished mail jobs', 'jobs', completed, MAIL_JOB_OPTIONS.removeOnComplete.count);
  }

  private add(name: string, unit: string, value: number, noise = NOISE[unit] ?? 0): void {
    const series = this.series.get(name) ?? { name, unit, values: [], noise };
    series.values.push(value);
    this.series.set(name, series);
  }
}
