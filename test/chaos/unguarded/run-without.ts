import { setTimeout as sleep } from 'node:timers/promises';
import { verifyInvariants } from '../../../tools/verify/verify-invariants.js';
import type { ChaosReport } from '../chaos-report.js';
import { runChaos } from '../chaos-run.js';
import type { Fault } from '../faults/fault.js';
import type { Guard } from './guard.js';
import { INVARIANTS, type InvariantName } from './invariants.js';
import { dropSchemaGuards } from './schema-guards.js';
import { GUARDS_OUT_VARIABLE, LINGER_VARIABLE } from './unguarded-process.js';

interface Load {
  /** What is no guard of the invariant and would still keep most of the load from where it was. */
  calm?: readonly Guard[];
  /** How long a replica lingers where a guard was, so that others surely come in between. */
  lingerMs?: number;
  holdSeconds?: number;
  /** What the run says where its own books notice before the rule can. */
  says?: string;
}

/** So few rooms that guests meet. */
const STOCK = [3];

/** The invariants of which a load runs into the violation; the others need a situation that only a test arranges. */
const LOADS: Partial<Record<InvariantName, Load>> = {
  'sold-once': {},
  'whole-stay-held': { calm: ['availability-look', 'category-lock'] },
  'held-once': { calm: ['key-look-up'] },
  // Longer than the relay waits for the release that the request itself sends.
  'freed-once': { lingerMs: 4_000 },
  // Longer than the time between two plans, of which both replicas then make one of the same stays.
  'room-given-once': { calm: ['category-lock'], lingerMs: 1_500 },
  'booked-once': {},
  // Longer than the time between two turns of the expiry.
  'expired-once': { calm: ['category-lock'], lingerMs: 6_000 },
  'confirmed-or-expired': { lingerMs: 6_000 },
  // Long enough for a pending booking to be looked at more than once.
  'hold-outlives-booking': { holdSeconds: 30 },
  'abandoned-comes-free': {},
  'both-confirmed': {},
  'event-delivered': {},
  'mail-accounted': {},
  'answer-is-so': { says: 'is not there, possible were' },
};

export interface UnguardedRun {
  report: ChaosReport;
  rule: string;
  /** What the run says of the rule that must notice; empty when the check is blind. */
  noticed: string[];
}

/** The invariant of this name; throws for a name that is none, and for one that no load breaks. */
export function invariantNamed(name: string): InvariantName {
  const known = Object.keys(LOADS);
  if (known.includes(name)) return name as InvariantName;
  throw new Error(`There is no run without the guards of ${name}. There are: ${known.join(', ')}.`);
}

/** The load of the chaos run, with no fault but that every guard of one invariant is out. */
export async function runWithout(
  invariant: InvariantName,
  options: { seed: number; loadMs: number; clients: number; say: (line: string) => void; signal: AbortSignal },
): Promise<UnguardedRun> {
  const { calm = [], lingerMs = 0, holdSeconds, says } = LOADS[invariant] ?? {};
  const { guards, rule } = INVARIANTS[invariant];
  const out = [...guards, ...calm];
  const { loadMs, ...rest } = options;
  const seenLive = new Set<string>();
  const report = await runChaos({
    ...{
      ...rest,
      faults: [noGuards(invariant, seenLive)],
      aloneMs: loadMs,
      togetherMs: 0,
      judged: 'each',
      stock: STOCK,
    },
    entries: {
      booking: 'dist/test/chaos/unguarded/booking.main.js',
      'hotel-inventory': 'dist/test/chaos/unguarded/hotel-inventory.main.js',
    },
    env: {
      [GUARDS_OUT_VARIABLE]: out.join(','),
      [LINGER_VARIABLE]: String(lingerMs),
      ...(holdSeconds === undefined ? {} : { HOLD_SECONDS: String(holdSeconds) }),
    },
    prepare: ({ databases }) => dropSchemaGuards(databases, out),
  });
  const atRest = report.violations.filter(
    (violation) => violation.includes(rule) || (says !== undefined && violation.includes(says)),
  );
  return { report, rule, noticed: [...(seenLive.has(rule) ? [`under load: ${rule}`] : []), ...atRest] };
}

/** Struck over and over, it lasts as long as the load; some of what goes wrong has gone again when all is at rest. */
function noGuards(invariant: InvariantName, seenLive: Set<string>): Fault {
  return {
    name: 'no-guards',
    title: `without the guards of ${invariant}`,
    parts: [],
    async inject({ cluster }) {
      await sleep(500);
      const { bookingUrl: bookingDatabaseUrl, inventoryUrl: inventoryDatabaseUrl } = cluster.databases;
      const report = await verifyInvariants({ bookingDatabaseUrl, inventoryDatabaseUrl }, { mode: 'live' });
      for (const { name, violations } of report.rules) if (violations > 0) seenLive.add(name);
      return 1;
    },
  };
}
