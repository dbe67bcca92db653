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

  const open: { stage: Stage; result: Outcome[]; used: Used }[] = [];
  for (const times of TIMES_PEAK) {
    say(`${times} times ${peak}/s for ${seconds} s`);
    const { result, used } = await processors.during(() => openLoad(guests, peak * times, seconds));
    open.push({ stage: stageOf(`${times}x`, result, seconds), result, used });
  }
  say(`Recovery: ${RECOVERY_SHARE} times ${peak}/s`);
  const after = await openLoad(guests, peak * RECOVERY_SHARE, RECOVERY_S);
  const report = {
    ...{ peak, burst },
    closed: closed.map(({ stage }) => stage),
    open: open.map(({ stage }) => stage),
    recovery: Array.from({ length: RECOVERY_S }, (_, second) => secondOf(after, second)),
    recoveredAfterMs: Math.max(0, ...after.filter(({ accepted }) => !accepted).map(({ dueAtMs }) => dueAtMs)),
    refusalCost: refusalCost(open.map(({ result, used }) => ({ outcomes: result, used }))),
    generatorShare: generatorShare(open.at(-1)),
  };
  return { ...report, complaints: complaintsAbout(report) };
}

/**
 * The least squares of `processor = a × accepted + r × refused` over the stages: r, in µs. An accepted one costs the less
 * the more come at once, so a run in which hardly any are refused tells nothing.
 */
function refusalCost(stages: { outcomes: Outcome[]; used: Used }[]): number | undefined {
  const sums = { aa: 0, ar: 0, rr: 0, ap: 0, rp: 0 };
  for (const { outcomes, used } of stages) {
    const a = outcomes.filter(({ accepted }) => accepted).length;
    const r = outcomes.length - a;
    sums.aa += a * a;
    sums.ar += a * r;
    sums.rr += r * r;
    sums.ap += a * used.app;
    sums.rp += r * used.app;
  }
  const cost = (1_000 * (sums.aa * sums.rp - sums.ar * sums.ap)) / (sums.aa * sums.rr - sums.ar * sums.ar);
  return cost > 0 ? cost : undefined;
}

function generatorShare(last: { result: Outcome[]; used: Used } | undefined): number {
  if (!last) return 0;
  return last.used.generator / last.result.reduce((end, { answeredAtMs }) => Math.max(end, answeredAtMs), 1);
}

function secondOf(outcomes: Outcome[], second: number): Stage {
  const own = outcomes.filter(({ dueAtMs }) => Math.floor(dueAtMs / 1_000) === second);
  // Those of the last instants are answered in the next second: the rate is that at which they came.
  const fromItsBeginning = own.map((one) => ({
    ...one,
    answeredAtMs: one.answeredAtMs - one.dueAtMs,
    sentAtMs: one.sentAtMs - one.dueAtMs,
    dueAtMs: 0,
  }));
  return stageOf(`second ${second + 1}`, fromItsBeginning, 1);
}
