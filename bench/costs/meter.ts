import { Redis } from 'ioredis';
import { Database } from '#database';
import { samplesOf } from '../../test/support/metrics.js';
import { type Counters, readStatus, readUsers, watchUsers } from './database-counters.js';
import { machineMs, processorMs } from './processor-time.js';
import { readRedis } from './redis-counters.js';

/** Whom and what a meter looks at. */
export interface Metered {
  mariadbUrl: string;
  redisUrl: string;
  /** Process ids by what they are: `booking`, `MariaDB`; replicas of an app count as one. */
  processes: () => Record<string, number[]>;
  /** Whose statements are whose: the databases' users by app. */
  users: Record<string, string>;
  /** Where the replicas of hotel-inventory tell of the requests that they got. */
  inventoryUrls: string[];
  metricsToken: string;
}

/** What a run has used; everything is counted, nothing is timed, so it hardly depends on the machine's mood. */
export interface Costs {
  /** Processor time in ms by process. */
  processorMs: Record<string, number>;
  /** The share of the machine's processors that others used meanwhile, 0 to 1. */
  othersShare: number;
  /** Statements by app; empty where the database does not count them by user. */
  statements: Counters;
  /** The database server's own counters: `Questions`, `Com_commit`, `Innodb_data_fsyncs`. */
  database: Counters;
  /** Calls by command, those inside of scripts as well. */
  redis: Counters;
  /** Round trips to Redis. */
  redisReads: number;
  /** Requests that hotel-inventory got, from booking and from clients. */
  inventoryRequests: number;
}

interface Reading extends Omit<Costs, 'othersShare'> {
  machine: { busy: number; all: number };
}

/** Reads what everything has cost so far. */
export class Meter {
  private constructor(
    private readonly metered: Metered,
    private readonly root: Database,
    private readonly redis: Redis,
    private readonly countsUsers: boolean,
  ) {}

  static async of(metered: Metered): Promise<Meter> {
    const root = new Database({ url: metered.mariadbUrl, connections: 2 });
    return new Meter(metered, root, new Redis(metered.redisUrl), await watchUsers(root));
  }

  /** Runs the work and tells what was used meanwhile. */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; costs: Costs }> {
    const before = await this.read();
    const result = await work();
    return { result, costs: difference(before, await this.read()) };
  }

  async close(): Promise<void> {
    this.redis.disconnect();
    await this.root.close();
  }

  private async read(): Promise<Reading> {
    const [database, users, redis, inventoryRequests] = await Promise.all([
      readStatus(this.root),
      this.countsUsers ? readUsers(this.root) : {},
      readRedis(this.redis),
      this.inventoryRequests(),
    ]);
    const byUser = users as Counters;
    const statements = Object.entries(this.metered.users)
      .filter(([, user]) => user in byUser)
      .map(([app, user]) => [app, byUser[user] ?? 0] as const);
    const processes = Object.entries(this.metered.processes()).map(
      ([name, pids]) => [name, pids.reduce((sum, pid) => sum + processorMs(pid), 0)] as const,
    );
    return {
      ...{ database, redis: redis.calls, redisReads: redis.reads, inventoryRequests, machine: machineMs() },
      ...{ statements: Object.fromEntries(statements), processorMs: Object.fromEntries(processes) },
    };
  }

  private async inventoryRequests(): Promise<number> {
    const headers = { authorization: `Bearer ${this.metered.metricsToken}` };
    const texts = await Promise.all(
      this.metered.inventoryUrls.map(async (url) => (await fetch(`${url}/metrics`, { headers })).text()),
    );
    return texts
      .flatMap(samplesOf)
      .filter(({ name }) => name === 'staylock_http_requests_total')
      .reduce((sum, { value }) => sum + value, 0);
  }
}

function difference(before: Reading, after: Reading): Costs {
  const used = minus(before.processorMs, after.processorMs);
  const ours = Object.values(used).reduce((sum, ms) => sum + ms, 0);
  const all = after.machine.all - before.machine.all;
  const busy = after.machine.busy - before.machine.busy;
  return {
    processorMs: used,
    othersShare: all > 0 ? Math.max(0, (busy - ours) / all) : 0,
    statements: minus(before.statements, after.statements),
    database: minus(before.database, after.database),
    redis: withoutZeros(minus(before.redis, after.redis)),
    redisReads: after.redisReads - before.redisReads,
    inventoryRequests: after.inventoryRequests - before.inventoryRequests,
  };
}

function minus(before: Counters, after: Counters): Counters {
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, value - (before[name] ?? 0)]));
}

function withoutZeros(counters: Counters): Counters {
  return Object.fromEntries(Object.entries(counters).filter(([, value]) => value !== 0));
}
