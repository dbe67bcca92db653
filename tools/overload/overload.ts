import { setTimeout as sleep } from 'node:timers/promises';
import { burstOf, closedLoad, openLoad } from './load.js';
import type { Guests } from './guests.js';
import { type Outcome, type OverloadReport, type Stage, stageOf } from './outcome.js';
import type { Processors, Used } from './processors.js';
import { complaintsAbout } from './verdict.js';

const CLIENTS = [8, 32, 64, 128];
const WARM_UP = { clients: 32, seconds: 3 };
const TIMES_PEAK = [1, 2, 4, 8];
const AT_ONE_INSTANT = 400;
/** The burst comes to a calm app. */
const CALM_MS = 500;
const RECOVERY_SHARE = 0.5;
const RECOVERY_S = 4;

/** Finds the peak, sends 400 at one instant, offers multiples of the peak, and then half of it. */
export async function overload(
  guests: Guests,
  processors: Processors,
  seconds: number,
  say: (line: string) => void,
): Promise<OverloadReport> {
  await closedLoad(guests, WARM_UP.clients, WARM_UP.seconds);
  const closed: { stage: Stage; used: Used }[] = [];
  for (const clients of CLIENTS) {
    say(`${clients} guests who wait for their answers`);
    const { result, used } = await processors.during(() => closedLoad(guests, clients, seconds / 2));
    closed.push({ stage: stageOf(`${clients} guests`, result, seconds / 2), used });
  }
  const best = closed.reduce((a, b) => (b.stage.accepted > a.stage.accepted ? b : a));
  const peak = best.stage.accepted;
  if (peak < 1) throw new Error(`Nothing is accepted even without overload: ${JSON.stringify(best.stage.refused)}`);

  await sleep(CALM_MS);
  say(`${AT_ONE_INSTANT} guests at one instant`);
  const burst = stageOf(`${AT_ONE_INSTANT} at once`, await burstOf(guests, AT_ONE_INSTANT), 1);

  const open: { stage: Stage; used: Used }[] = [];
  for (const times of TIMES_PEAK) {
    say(`${times} times ${peak}/s for ${seconds} s`);
    const { result, used } = await processors.during(() => openLoad(guests, peak * times, seconds));
    open.push({ stage: stageOf(`${times}x`, result, seconds), used });
  }
  say(`Recovery: ${RECOVERY_SHARE} times ${peak}/s`);
  const after = await openLoad(guests, peak * RECOVERY_SHARE, RECOVERY_S);
  const report = {
    ...{ peak, burst },
    closed: closed.map(({ stage }) => stage),
    open: open.map(({ stage }) => stage),
    recovery: Array.from({ length: RECOVERY_S }, (_, second) => secondOf(after, second)),
    recoveredAfterMs: Math.max(0, ...after.filter(({ accepted }) => !accepted).map(({ dueAtMs }) => dueAtMs)),
    refusalCost: refusalCost({ ...best, seconds: seconds / 2 }, open.at(-1), seconds),
    generatorShare: (open.at(-1)?.used.generator ?? 0) / (seconds * 1_000),
  };
  return { ...report, complaints: complaintsAbout(report) };
}

/** What the app used beyond what it needs for as many accepted ones, for each refusal. */
function refusalCost(
  calm: { stage: Stage; used: Used; seconds: number },
  flood: { stage: Stage; used: Used } | undefined,
  seconds: number,
): number | undefined {
  if (!flood) return undefined;
  const refused = (flood.stage.offered - flood.stage.accepted) * seconds;
  if (refused < 100) return undefined;
  const perAccepted = calm.used.app / (calm.stage.accepted * calm.seconds);
  return (1_000 * (flood.used.app - perAccepted * flood.stage.accepted * seconds)) / refused;
}

function secondOf(outcomes: Outcome[], second: number): Stage {
  const own = outcomes.filter(({ dueAtMs }) => Math.floor(dueAtMs / 1_000) === second);
  return stageOf(`second ${second + 1}`, own, 1);
}
