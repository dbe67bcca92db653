import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../test/cluster/cluster.js';
import { say } from '../progress.js';
import { type InvariantReport, verifyInvariants } from '../verify/verify-invariants.js';
import { judge, type Series, type Verdict } from './level.js';
import { Lives } from './life.js';
import { atRate, capacityOf } from './pace.js';
import { Readings } from './readings.js';

export interface SoakOptions {
  minutes: number;
  /** Lives begun a second; half of what was found to be the capacity when undefined. */
  rate?: number | undefined;
}

export interface SoakReport {
  minutes: number;
  capacity: number | undefined;
  rate: number;
  lives: number;
  passedOver: number;
  answers: Record<string, number>;
  failures: number;
  verdicts: Verdict[];
  violations: InvariantReport['rules'];
  series: Series[];
  sound: boolean;
}

const CAPACITY_SECONDS = 20;
const READ_EVERY_MS = 5_000;
/** A run of seconds is read more often, so that its quarters have something to compare. */
const LEAST_READINGS = 16;
const MOST_AT_ONCE = 200;
const GUESTS = 500;
/** Short, so that the run sees rows come and go many times over. */
export const EVENTS_KEPT_SECONDS = 120;
const CATEGORIES = { count: 10, rooms: 60, nights: 61 };

/** Half of what the system can do, for a long time: whether it stays as it was. */
export async function soak(cluster: Cluster, options: SoakOptions, signal: AbortSignal): Promise<SoakReport> {
  const lives = new Lives(cluster.bookingUrl, await guestsOf(cluster), await categoriesOf(cluster));
  const readings = new Readings(cluster);
  try {
    let capacity: number | undefined;
    if (options.rate === undefined) {
      say(`Finding the capacity (${CAPACITY_SECONDS} s)`);
      capacity = await capacityOf(() => lives.live(), CAPACITY_SECONDS, signal);
      // A system at its limit may refuse; from here on it may not.
      lives.startCounting();
    }
    const rate = options.rate ?? (capacity ?? 0) / 2;
    say(`${rate.toFixed(1)} bookings a second for ${options.minutes} minutes`);
    const run = atRate(() => lives.live(), rate, options.minutes * 60, MOST_AT_ONCE, signal);
    const everyMs = Math.min(READ_EVERY_MS, (options.minutes * 60_000) / LEAST_READINGS);
    const { passedOver } = await readUntil(run, everyMs, readings, lives);
    const verdicts = signal.aborted ? [] : readings.all().map(judge);
    const violations = await violationsIn(cluster);
    const { answers, failures } = lives.tally;
    const sound = !signal.aborted && verdicts.every(({ level }) => level) && violations.length === 0 && failures === 0;
    return {
      ...{ minutes: options.minutes, capacity, rate, lives: lives.tally.lives, passedOver, failures, verdicts },
      ...{ answers: Object.fromEntries(answers), violations, series: readings.all(), sound },
    };
  } finally {
    await readings.close();
    await lives.close();
  }
}

async function readUntil<T>(run: Promise<T>, everyMs: number, readings: Readings, lives: Lives): Promise<T> {
  let over = false;
  const done = run.finally(() => (over = true));
  while (!over) {
    await readings.take();
    const waiting = `${readings.last('outbox waiting')} events and ${readings.last('mails to send')} mails under way`;
    say(`${lives.tally.lives} bookings, ${lives.tally.failures} failures, ${waiting}`);
    await Promise.race([done, sleep(everyMs)]);
  }
  return done;
}

async function guestsOf(cluster: Cluster): Promise<{ token: string }[]> {
  const names = Array.from({ length: GUESTS }, (_, n) => `guest-${n}`);
  return Promise.all(names.map(async (name) => ({ token: await cluster.token(name) })));
}

async function categoriesOf(cluster: Cluster) {
  const { count, rooms, nights } = CATEGORIES;
  return Promise.all(Array.from({ length: count }, () => cluster.category(rooms, { nights })));
}

async function violationsIn({ databases }: Cluster): Promise<InvariantReport['rules']> {
  const urls = { bookingDatabaseUrl: databases.bookingUrl, inventoryDatabaseUrl: databases.inventoryUrl };
  const report = await verifyInvariants(urls, { mode: 'live', eventsKeptMs: EVENTS_KEPT_SECONDS * 1000 });
  return report.rules.filter((rule) => rule.violations > 0);
}
