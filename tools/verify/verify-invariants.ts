import { setTimeout as sleep } from 'node:timers/promises';
import type { Reader } from '#database';
import { BOOKING_RULES } from './booking-rules.js';
import type { Dossier } from './dossier.js';
import { EVENT_RULES } from './event-rules.js';
import { HOLD_RULES } from './hold-rules.js';
import { type Night, NIGHT_RULES } from './night-rules.js';
import { allDossiers, dossiersOf } from './read-dossiers.js';
import { allNights } from './read-nights.js';
import type { Circumstances } from './rule.js';
import { type DatabaseUrls, type Snapshots, withSnapshots } from './snapshot.js';
import { type RuleResult, Tally } from './tally.js';

export interface VerifyOptions {
  /** `live` for a running system, `at-rest` after it was drained and swept once. */
  mode: 'live' | 'at-rest';
  /** The instant to judge by; the booking database's own clock by default. */
  now?: Date;
  /** How long a task of a running system may be behind; default two minutes. */
  graceMs?: number;
  /** How long the booking app keeps delivered events (EVENTS_KEPT_SECONDS); two weeks by default. */
  eventsKeptMs?: number;
  /** What clients were told, by booking: the status they saw last. */
  answered?: ReadonlyMap<string, string>;
  /** Awaited before each further look at a running system; a moment by default. */
  beforeAnotherLook?: () => Promise<unknown>;
}

export interface InvariantReport {
  mode: 'live' | 'at-rest';
  now: Date;
  rules: RuleResult[];
  /** Mails and releases that were given up: an operator's business, not a violation. */
  deadLetters: number;
  violations: number;
}

const GRACE_MS = 120_000;
const EVENTS_KEPT_MS = 14 * 24 * 60 * 60 * 1000;
/**
 * The two snapshots are of two instants, and a request may fall between them: what looks wrong in a running system is
 * looked at again, and only what stays wrong is.
 */
const LOOKS = 3;
const BETWEEN_LOOKS_MS = 1_500;
const IDS_AT_ONCE = 200;

/** Checks every invariant that rows can tell of, on each database by itself and on both side by side. */
export async function verifyInvariants(urls: DatabaseUrls, options: VerifyOptions): Promise<InvariantReport> {
  const nights = new Tally<Night>(NIGHT_RULES, (night) => `category ${night.categoryId}, ${night.date}`);
  const bookings = new Tally<Dossier>(
    [...BOOKING_RULES, ...HOLD_RULES, ...EVENT_RULES],
    (d) => `booking ${d.bookingId}`,
  );

  const first = await withSnapshots(urls, async (snapshots) => {
    const at = await circumstances(snapshots, options);
    for await (const night of allNights(snapshots.inventory)) nights.count(night, at);
    return { at, ...(await countBookings(snapshots, bookings, at)) };
  });
  await lookAgain(urls, options, bookings, first.suspects);

  const rules = [...nights.all(), ...bookings.all()].sort((a, b) => a.invariant - b.invariant);
  const violations = rules.reduce((sum, rule) => sum + rule.violations, 0);
  return { mode: options.mode, now: first.at.now, rules, deadLetters: first.deadLetters, violations };
}

async function circumstances({ booking }: Snapshots, options: VerifyOptions): Promise<Circumstances> {
  const { mode, graceMs = GRACE_MS, eventsKeptMs = EVENTS_KEPT_MS, answered = new Map<string, string>() } = options;
  return { now: options.now ?? (await clockOf(booking)), live: mode === 'live', graceMs, eventsKeptMs, answered };
}

/** Counts what is beyond doubt and answers with the bookings that must be looked at again. */
async function countBookings(snapshots: Snapshots, bookings: Tally<Dossier>, at: Circumstances) {
  // A booking that a client saw and that has left no trace does not come by below.
  const suspects = new Set(at.answered.keys());
  let deadLetters = 0;
  for await (const dossier of allDossiers(snapshots)) {
    deadLetters += dossier.events.filter((event) => event.state === 'DEAD').length;
    if (at.live && !bookings.isSound(dossier, at)) {
      suspects.add(dossier.bookingId);
    } else {
      bookings.count(dossier, at);
      suspects.delete(dossier.bookingId);
    }
  }
  return { suspects: [...suspects], deadLetters };
}

async function lookAgain(
  urls: DatabaseUrls,
  options: VerifyOptions,
  bookings: Tally<Dossier>,
  suspects: string[],
): Promise<void> {
  const { beforeAnotherLook = () => sleep(BETWEEN_LOOKS_MS) } = options;
  const looks = options.mode === 'live' ? LOOKS : 1;
  for (let look = 1; suspects.length > 0; look++) {
    if (options.mode === 'live') await beforeAnotherLook();
    suspects = await withSnapshots(urls, (snapshots) =>
      countSuspects(snapshots, bookings, suspects, look === looks, options),
    );
  }
}

/** Counts those that are sound by now, and on the last look all; answers with the others. */
async function countSuspects(
  snapshots: Snapshots,
  bookings: Tally<Dossier>,
  suspects: readonly string[],
  isLastLook: boolean,
  options: VerifyOptions,
): Promise<string[]> {
  const at = await circumstances(snapshots, options);
  const still: string[] = [];
  for (let start = 0; start < suspects.length; start += IDS_AT_ONCE) {
    for (const dossier of await dossiersOf(snapshots, suspects.slice(start, start + IDS_AT_ONCE))) {
      if (isLastLook || bookings.isSound(dossier, at)) bookings.count(dossier, at);
      else still.push(dossier.bookingId);
    }
  }
  return still;
}

async function clockOf(booking: Reader): Promise<Date> {
  const [row] = await booking.query<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
  if (!row) throw new Error('the database did not tell the time');
  return row.now;
}
