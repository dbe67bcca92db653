import { Cluster } from '../cluster/cluster.js';
import type { RedisLayout } from '../cluster/redis-servers.js';
import type { AppName } from '../cluster/replica.js';
import { type ChaosRow, notStruckIn, rowNotDone, rowOf } from './chaos-row.js';
import type { ChaosReport } from './chaos-report.js';
import { rowLine } from './chaos-table.js';
import type { Fault, Trial } from './faults/fault.js';
import { Judge } from './judge.js';
import { Ledger } from './ledger.js';
import { Random } from './random.js';
import { mend, settle } from './settle.js';
import { Traffic } from './traffic.js';
import { strikeAlone, strikeTogether } from './window.js';

export interface ChaosOptions {
  seed: number;
  faults: Fault[];
  /** How long each fault strikes alone, under load; 0 leaves that out. */
  aloneMs: number;
  /** How long they strike together; 0 leaves that out. */
  togetherMs: number;
  /** `each`: the databases are judged at rest after every fault. `end`: once, which spares the waiting. */
  judged: 'each' | 'end';
  clients: number;
  /** Other builds of apps, such as one without its guards. */
  entries?: Partial<Record<AppName, string>>;
  /** Further variables of all apps. */
  env?: Record<string, string>;
  /** How many Redis servers there are; two by themselves where a fault needs them. */
  redis?: RedisLayout;
  /** Rooms of each category. */
  stock?: number[];
  /** Done before the load begins. */
  prepare?: (cluster: Cluster) => Promise<void>;
  /** Told of what goes on. */
  say?: (line: string) => void;
  /** Ends the run early, in order. */
  signal?: AbortSignal;
}

/** Short, so that bookings expire while one watches. */
const HOLD_SECONDS = 3;
const DISK_MEGABYTES = 1_024;
/** Rooms of each category: few enough to sell out now and then, enough that most find one. */
const STOCK = [60, 25, 6];
/** Limits are for strangers; here everybody comes from one address. */
const UNLIMITED = { RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0' };
/** A process that dies with a mail, and a mail server that says nothing, are given up sooner than in production. */
const MAIL_LOCK_MS = '5000';
const MAIL_SILENCE_MS = 3_000;
/** What is promised: well again within 5 s of a fault's end. */
const RECOVERY_MS = 5_000;

/** Makes the worst evening of the year, from a seed, and tells what became of it. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  options.say?.('Starting MariaDB, Redis, HAProxy and five processes of the apps');
  const has = (fault: string) => options.faults.some(({ name }) => name === fault);
  const cluster = await Cluster.start({
    ...{ holdSeconds: HOLD_SECONDS, clocks: true, mailSilenceMs: MAIL_SILENCE_MS },
    ...{ env: { ...UNLIMITED, ...options.env }, appEnv: { notification: { MAIL_LOCK_MS } } },
    ...(options.entries ? { entries: options.entries } : {}),
    ...(has('disk-full') ? { diskMegabytes: DISK_MEGABYTES } : {}),
    redis: options.redis ?? (has('redis-demoted') || has('redis-replaced') ? 'pair' : 'single'),
  });
  try {
    await options.prepare?.(cluster);
    return await new ChaosRun(cluster, options).run();
  } finally {
    options.say?.('Stopping everything');
    await cluster.stop();
  }
}

class ChaosRun {
  private readonly rows: ChaosRow[] = [];
  private readonly ledger = new Ledger();
  private readonly judge: Judge;
  private loadMs = 0;

  constructor(
    private readonly cluster: Cluster,
    private readonly options: ChaosOptions,
  ) {
    this.judge = new Judge(cluster, this.ledger);
  }

  async run(): Promise<ChaosReport> {
    const random = new Random(this.options.seed);
    const categories = await Promise.all((this.options.stock ?? STOCK).map((rooms) => this.cluster.category(rooms)));
    const traffic = new Traffic(this.cluster, this.ledger, categories, random.branch(), this.options.clients);
    try {
      await this.strikeAll({ cluster: this.cluster, traffic, random });
    } finally {
      await traffic.close();
    }
    return this.report();
  }

  private async strikeAll(trial: Trial): Promise<void> {
    const { faults, aloneMs, togetherMs, judged } = this.options;
    const possible: Fault[] = [];
    for (const fault of faults) {
      const impossible = fault.impossible?.(this.cluster);
      if (impossible === undefined) possible.push(fault);
      else this.rows.push(rowNotDone(fault.title, impossible));
    }
    for (const fault of aloneMs > 0 ? possible : [])
      await this.window(fault.title, [fault], aloneMs, trial, judged === 'each');
    if (togetherMs > 0) await this.window('all together', possible, togetherMs, trial, judged === 'each');
    const last = this.rows.findLast((row) => row.notDone === undefined);
    if (judged === 'end' && last) await this.rest(last, possible);
  }

  private async window(title: string, faults: Fault[], ms: number, trial: Trial, isJudged: boolean): Promise<void> {
    if (this.isStopping()) return;
    const { say } = this.options;
    say?.(`${title}, for ${Math.round(ms / 1_000)} s`);
    const startedAt = performance.now();
    const [only] = faults;
    const struck =
      faults.length === 1 && only
        ? await strikeAlone(only, ms, trial, this.isStopping)
        : await strikeTogether(faults, ms, trial, this.isStopping);
    this.loadMs += performance.now() - startedAt;
    for (const what of this.ownEnds()) struck.observation.find({ what });
    const row = rowOf(title, faults, struck, this.cluster);
    this.rows.push(row);
    if (isJudged)
      await this.rest(row, faults).catch((error: unknown) => void (row.violations = [`not judged: ${String(error)}`]));
    say?.(rowLine(row));
  }

  /** Mends what is broken, waits until nothing is under way, and judges what is there. */
  private async rest(row: ChaosRow, faults: Fault[]): Promise<void> {
    if (this.isStopping()) return;
    const startedAt = performance.now();
    const lost = await mend(this.cluster);
    const left = await settle(this.cluster, this.isStopping);
    row.settledMs = performance.now() - startedAt;
    if (this.isStopping()) return;
    const mayDoubleMails = faults.some((fault) => fault.mayDoubleMails);
    const { violations, doubled } = await this.judge.judge(mayDoubleMails);
    row.violations = [...lost, ...left, ...this.ownEnds(), ...violations];
    row.doubledMails = doubled;
  }

  /** Processes of the apps that ended though nobody killed them: whatever is away, an app waits for it. */
  private ownEnds(): string[] {
    return this.cluster.replicas.flatMap((replica) => replica.takeOwnEnds());
  }

  private report(): ChaosReport {
    const { rows } = this;
    return {
      seed: this.options.seed,
      loadSeconds: Math.round(this.loadMs / 1_000),
      bookings: [...this.ledger.attempts.values()].filter((attempt) => attempt.created).length,
      rows,
      mails: this.judge.mails,
      violations: rows.flatMap(({ title, violations = [] }) => violations.map((what) => `${title}: ${what}`)),
      findings: rows.flatMap(({ title, findings }) => findings.map((what) => `${title}: ${what}`)),
      slowRecoveries: rows.filter((row) => row.recoveryMs > RECOVERY_MS).map((row) => row.title),
      notStruck: rows.flatMap(notStruckIn),
    };
  }

  private readonly isStopping = () => this.options.signal?.aborted === true;
}
