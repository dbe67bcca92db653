import { parseArgs } from 'node:util';
import type { AppName } from '../test/cluster/replica.js';
import { SCENARIOS, type ScenarioName } from './load/plan.js';

export interface BenchOptions {
  /** Of one run: a scenario with so many clients, once. */
  seconds: number;
  rounds: number;
  /** The floor runs beside them, always. */
  scenarios: ScenarioName[];
  clients: number[];
  /** Of each app. */
  replicas: number;
  /** Bookings of the past in the tables. */
  bookings: number;
  hotels: number;
  /** How long a run waits for the mails of those before it, at most. */
  settleSeconds: number;
  /** MariaDB's buffer pool. */
  bufferPoolMb: number;
  profile: AppName | undefined;
  /** Further variables of the apps. */
  env: Record<string, string>;
}

export const BENCH_USAGE = `Usage: npm run bench [-- options]
  --seconds 2.5          of one run
  --rounds 3             how often each run is done
  --scenarios a,b        of ${SCENARIOS.join(', ')}
  --clients 1,16,64,256  how many at once
  --replicas 1           of each app; more than one behind HAProxy
  --bookings 0           bookings of the past in the tables
  --hotels 1000          hotels with one category of 20 rooms and 60 nights
  --settle 3             seconds that a run waits, at most, for the mails of those before it
  --buffer-pool 256      of MariaDB, in MB
  --profile booking      or hotel-inventory: writes CPU profiles of it
  --env NAME=value       a further variable of the apps; more than once if need be`;

/** What the user asked for; an error says what is wrong with it. */
export function readBenchOptions(args: string[]): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args,
    options: {
      ...{ seconds: text, rounds: text, scenarios: text, clients: text, replicas: text, bookings: text, hotels: text },
      ...{ settle: text, 'buffer-pool': text, profile: text },
      env: { type: 'string', multiple: true },
    },
  });
  return {
    seconds: number('seconds', values.seconds ?? '2.5', 0.5),
    rounds: whole('rounds', values.rounds ?? '3', 1),
    scenarios: (values.scenarios?.split(',') ?? [...SCENARIOS]).map(scenario),
    clients: (values.clients ?? '1,16,64,256').split(',').map((text) => whole('clients', text, 1)),
    replicas: whole('replicas', values.replicas ?? '1', 1),
    bookings: whole('bookings', values.bookings ?? '0', 0),
    hotels: whole('hotels', values.hotels ?? '1000', 1),
    settleSeconds: number('settle', values.settle ?? '3', 0),
    bufferPoolMb: whole('buffer-pool', values['buffer-pool'] ?? '256', 16),
    profile: values.profile === undefined ? undefined : app(values.profile),
    env: Object.fromEntries((values.env ?? []).map(variable)),
  };
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (!(value >= least)) throw new Error(`--${name} must be a number of at least ${least}, not ${text}.`);
  return value;
}

function whole(name: string, text: string, least: number): number {
  const value = number(name, text, least);
  if (!Number.isSafeInteger(value)) throw new Error(`--${name} must be a whole number, not ${text}.`);
  return value;
}

function scenario(name: string): ScenarioName {
  const known = SCENARIOS.find((scenario) => scenario === name);
  if (!known) throw new Error(`--scenarios: there is no "${name}"; there are ${SCENARIOS.join(', ')}.`);
  return known;
}

function app(name: string): AppName {
  if (name === 'booking' || name === 'hotel-inventory' || name === 'notification') return name;
  throw new Error(`--profile must be booking, hotel-inventory or notification, not ${name}.`);
}

function variable(text: string): [string, string] {
  const [, name, value] = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--env must be NAME=value, not ${text}.`);
  return [name, value];
}
