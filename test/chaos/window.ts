import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../cluster/cluster.js';
import type { Fault, Part, Trial } from './faults/fault.js';
import { Observation } from './observation.js';

/** Load goes on for so long after the last fault: longer than the promise of 5 s to be well again. */
const TAIL_MS = 6_500;
const BEFORE_MS = 500;
const AT_ONCE = 3;
/** Between the ends of one fault and the start of the next. */
const PAUSE_MS = { least: 300, most: 1_500 };

/** Every now and then nothing strikes for so long, so that a slow recovery can be seen before the end too. */
const BREATH_MS = TAIL_MS;
const STRIKES_PER_BREATH = 3;
const TOGETHER_PER_BREATH_MS = 20_000;
/** How much longer a fault is tried that has struck nothing yet: its moment may be rare on a busy machine. */
const OVERTIME_MS = 60_000;

export interface Struck {
  observation: Observation;
  /** How often each fault struck, by its name. */
  times: Map<string, number>;
}

/** One fault after the other under load, each of which may strike many times, for about `ms`. */
export async function strikeAlone(fault: Fault, ms: number, trial: Trial, isStopping: () => boolean): Promise<Struck> {
  return underLoad(
    trial,
    async (struck) => {
      const until = Date.now() + ms;
      for (let strikes = 1; ; strikes++) {
        await strike(fault, trial, struck);
        // Else two replicas would be away at once, which is another fault.
        await allReady(trial.cluster);
        const over = Date.now() >= (hasStruck(fault, struck) ? until : until + OVERTIME_MS);
        if (over || isStopping()) return;
        const pause = trial.random.int(PAUSE_MS.least, PAUSE_MS.most);
        // From what bends nothing there is no recovery to see.
        const isBreath = strikes % STRIKES_PER_BREATH === 0 && fault.parts.length > 0;
        await sleep(isBreath ? BREATH_MS : pause);
      }
    },
    isStopping,
  );
}

/** Any of the faults, up to three at once, for `ms`. */
export async function strikeTogether(
  faults: Fault[],
  ms: number,
  trial: Trial,
  isStopping: () => boolean,
): Promise<Struck> {
  return underLoad(
    trial,
    async (struck) => {
      const until = Date.now() + ms;
      const bent = new Set<Part>();
      const going = new Set<Promise<void>>();
      const tried = new Map<Fault, number>();
      let breathAt = Date.now() + TOGETHER_PER_BREATH_MS;
      while (Date.now() < until + OVERTIME_MS && !isStopping()) {
        const wanted = Date.now() < until ? faults : faults.filter((fault) => !hasStruck(fault, struck));
        if (wanted.length === 0) break;
        if (Date.now() >= breathAt) {
          await Promise.all(going);
          await sleep(BREATH_MS);
          breathAt = Date.now() + TOGETHER_PER_BREATH_MS;
          continue;
        }
        const free = wanted.filter(({ parts }) => parts.every((part) => !bent.has(part)));
        if (going.size >= AT_ONCE || free.length === 0) {
          await Promise.race(going);
          continue;
        }
        const fault = trial.random.pick(leastTried(free, tried));
        tried.set(fault, (tried.get(fault) ?? 0) + 1);
        for (const part of fault.parts) bent.add(part);
        const episode: Promise<void> = strike(fault, trial, struck).finally(() => {
          for (const part of fault.parts) bent.delete(part);
          going.delete(episode);
        });
        going.add(episode);
        await sleep(trial.random.int(PAUSE_MS.least, PAUSE_MS.most));
      }
      await Promise.all(going);
    },
    isStopping,
  );
}

async function underLoad(
  trial: Trial,
  work: (struck: Struck) => Promise<void>,
  isStopping: () => boolean,
): Promise<Struck> {
  const struck: Struck = { observation: new Observation(), times: new Map() };
  trial.traffic.start(struck.observation);
  try {
    await sleep(BEFORE_MS);
    await work(struck);
    if (!isStopping()) await sleep(TAIL_MS);
  } finally {
    await trial.traffic.stop();
  }
  return struck;
}

async function strike(fault: Fault, trial: Trial, { observation, times }: Struck): Promise<void> {
  const startedAt = performance.now();
  try {
    const struck = await fault.inject(trial);
    times.set(fault.name, (times.get(fault.name) ?? 0) + struck);
  } catch (error) {
    observation.find({ what: `the fault ${fault.name} did not come to its end: ${String(error)}` });
  }
  observation.injections.push({ startedAt, endedAt: performance.now() });
}

function hasStruck({ name }: Fault, { times }: Struck): boolean {
  return (times.get(name) ?? 0) > 0;
}

/** So that each gets its turn. */
function leastTried(faults: Fault[], tried: ReadonlyMap<Fault, number>): Fault[] {
  const least = Math.min(...faults.map((fault) => tried.get(fault) ?? 0));
  return faults.filter((fault) => (tried.get(fault) ?? 0) === least);
}

/** Who does not come back is told of when everything is mended. */
async function allReady({ replicas }: Cluster): Promise<void> {
  await Promise.all(replicas.map((replica) => replica.ready().catch(() => undefined)));
}
