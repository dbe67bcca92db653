import { closedLoad, openLoad } from './load.js';
import type { Guests } from './guests.js';
import { type Outcome, type Stage, stageOf } from './outcome.js';

/** Enough to keep one process of each app busy; as many are under way at once even in an app that is slow. */
const CLIENTS = 8;
const WARM_UP_S = 4;
const TIMES_CAPACITY = [1, 2, 4, 8];
const RECOVERY_SHARE = 0.5;
const RECOVERY_S = 6;

export interface OverloadReport {
  capacity: number;
  curve: Stage[];
  /** At half capacity right after the last overload, second by second. */
  recovery: Stage[];
  complaints: string[];
}

/** Finds the capacity, offers multiples of it, and then half of it. */
export async function overload(guests: Guests, seconds: number, say: (line: string) => void): Promise<OverloadReport> {
  say(`Capacity: ${CLIENTS} guests who wait for their answers`);
  await closedLoad(guests, CLIENTS, WARM_UP_S);
  const calm = stageOf('capacity', await closedLoad(guests, CLIENTS, seconds), seconds);
  const capacity = calm.accepted;
  if (capacity < 1) throw new Error(`Nothing is accepted even without overload: ${JSON.stringify(calm.refused)}`);
  const pressed: Stage[] = [];
  for (const times of TIMES_CAPACITY) {
    say(`${times} times ${capacity}/s for ${seconds} s`);
    pressed.push(stageOf(`${times}x`, await openLoad(guests, capacity * times, seconds), seconds));
  }
  say(`Recovery: ${RECOVERY_SHARE} times ${capacity}/s`);
  const after = await openLoad(guests, capacity * RECOVERY_SHARE, RECOVERY_S);
  const recovery = Array.from({ length: RECOVERY_S }, (_, second) => secondOf(after, second));
  const complaints = complaintsAbout(calm, pressed, recovery);
  return { capacity, curve: [calm, ...pressed], recovery, complaints };
}

function secondOf(outcomes: Outcome[], second: number): Stage {
  const own = outcomes.filter(({ dueAtMs }) => Math.floor(dueAtMs / 1_000) === second);
  return stageOf(`second ${second + 1}`, own, 1);
}

/** Refusals that say what they are; anything else is a failure. */
const REFUSALS = ['503 overloaded', '503 hotel_inventory_unavailable', '429 rate_limited'];
/** Of the capacity. Refusing costs something too, most of all on one machine with whoever sends all that. */
const LEAST_GOODPUT = 0.7;
/** What is accepted may take so many times as long as in this run's own calm stage at p99, … */
const MOST_TIMES_CALM = 3;
/** … or this long: on a fast machine a few ms are no matter. */
const UNREMARKABLE_MS = 500;

/** How a stage compares with the calm one, the first of the curve: shares of its goodput and of its p99. */
export function comparedToCalm({ accepted, acceptedP99 }: Stage, calm: Stage): { goodput: number; p99: number } {
  return { goodput: accepted / calm.accepted, p99: acceptedP99 / Math.max(calm.acceptedP99, 1) };
}

function complaintsAbout(calm: Stage, pressed: Stage[], recovery: Stage[]): string[] {
  const complaints: string[] = [];
  for (const stage of [calm, ...pressed, ...recovery]) {
    const failures = Object.keys(stage.refused).filter((answer) => !REFUSALS.includes(answer));
    if (failures.length > 0) complaints.push(`${stage.name}: ${failures.join(', ')}`);
  }
  const longestMs = Math.max(MOST_TIMES_CALM * calm.acceptedP99, UNREMARKABLE_MS);
  for (const stage of pressed) {
    const { name, accepted, acceptedP99 } = stage;
    const { goodput, p99 } = comparedToCalm(stage, calm);
    if (goodput < LEAST_GOODPUT)
      complaints.push(
        `${name}: only ${accepted}/s are done, ${goodput.toFixed(2)} of the capacity of ${calm.accepted}/s`,
      );
    if (acceptedP99 > longestMs)
      complaints.push(`${name}: p99 of what was accepted is ${acceptedP99} ms, ${p99.toFixed(1)} times the calm one`);
  }
  for (const { name, refused } of recovery.slice(1)) {
    if (Object.keys(refused).length > 0) complaints.push(`${name} after the overload: still refused`);
  }
  return complaints;
}
