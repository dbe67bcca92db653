import { readBacklog, untilCalm } from './backlog.js';
import type { RunFigures } from './load/figures.js';
import type { ScenarioName } from './load/plan.js';
import type { BenchOptions } from './options.js';
import type { Plans } from './plans.js';
import type { Sample } from './report.js';
import type { BenchSystem } from './system/bench-system.js';
import { withProfile } from './system/profiles.js';

type What = ScenarioName | 'floor';
type Run = Pick<Sample, 'scenario' | 'clients' | 'round'>;

/** Programs run faster when they have run for a while: what comes first must not be worse off for it. */
const WARM_UP: { what: What; seconds: number }[] = [
  { what: 'mix', seconds: 4 },
  { what: 'distinct', seconds: 3 },
  { what: 'floor', seconds: 2 },
];
const WARM_UP_CLIENTS = 16;

export async function warmUp(system: BenchSystem, plans: Plans, signal: AbortSignal): Promise<void> {
  for (const { what, seconds } of WARM_UP) {
    signal.throwIfAborted();
    const start = await ready(system, plans, what, WARM_UP_CLIENTS, seconds);
    await start();
  }
}

/**
 * All runs in the order in which they are done. Within a round each number of clients has all its scenarios and the
 * floor one after the other, so that they meet the same machine; and each round begins with another of them, so that
 * none is always behind the same.
 */
export function runsOf({ rounds, scenarios, clients }: Pick<BenchOptions, 'rounds' | 'scenarios' | 'clients'>): Run[] {
  const all: What[] = ['floor', ...scenarios];
  return Array.from({ length: rounds }, (_, round) => round + 1).flatMap((round) =>
    clients.flatMap((clients) => rotated(all, round - 1).map((scenario) => ({ scenario, clients, round }))),
  );
}

/** One run with everything that it cost. */
export async function measure(
  system: BenchSystem,
  plans: Plans,
  run: Run,
  { seconds, settleSeconds, profile }: Pick<BenchOptions, 'seconds' | 'settleSeconds' | 'profile'>,
  signal: AbortSignal,
): Promise<Sample> {
  const { scenario, clients, round } = run;
  const start = await ready(system, plans, scenario, clients, seconds);
  await untilCalm(system.databases.booking, settleSeconds, signal);
  const before = await readBacklog(system.databases.booking);
  const metered = () => system.meter.during(start);
  const name = `${scenario}-${clients}-round-${round}`;
  const { result, costs } = await (profile && scenario !== 'floor'
    ? withProfile(system.cluster, profile, name, metered)
    : metered());
  const after = await readBacklog(system.databases.booking);
  return { ...run, figures: result, costs, backlog: { before, after } };
}

/** Does all that comes before a run; gives what starts it. */
async function ready(system: BenchSystem, plans: Plans, what: What, clients: number, seconds: number) {
  if (what === 'floor') {
    const { bookingUrl, inventoryUrl } = system.floorDatabases;
    const plan = { clients, seconds, bookingUrl, inventoryUrl, offering: plans.floorOffering };
    await system.floor.prepare(plan);
    return (): Promise<RunFigures> => system.floor.run(plan);
  }
  const plan = await plans.of(what, clients, seconds);
  await system.load.prepare(plan);
  return (): Promise<RunFigures> => system.load.run(plan);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}
