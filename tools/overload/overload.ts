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
  const curve = [calm];
  for (const times of TIMES_CAPACITY) {
    say(`${times} times ${capacity}/s for ${seconds} s`);
    curve.push(stageOf(`${times}x`, await openLoad(guests, capacity * times, seconds), seconds));
  }
  say(`Recovery: ${RECOVERY_SHARE} times ${capacity}/s`);
  const after = await openLoad(guests, capacity * RECOVERY_SHARE, RECOVERY_S);
  const recovery = Array.from({ length: RECOVERY_S }, (_, second) => secondOf(after, second));
  return { capacity, curve, recovery, complaints: complaintsAbout(capacity, curve, recovery) };
}

function secondOf(outcomes: Outcome[], second: number): Stage {
  const own = outcomes.filter(({ dueAtMs }) => Math.floor(dueAtMs / 1_000) === second);
  return stageOf(`second ${second + 1}`, own, 1);
}

/** Refusals that say what they are; anything else is a failure. */
const REFUSALS = ['503 overloaded', '503 hotel_inventory_unavailable', '429 rate_limited'];
/** Refusing costs something too, most of all on one machine with whoever sends all that. */
const LEAST_GOODPUT = 0.5;
/** As every answer while something is down. */
const LONGEST_MS = 2_000;

function complaintsAbout(capacity: number, curve: Stage[], recovery: Stage[]): string[] {
  const complaints: string[] = [];
  for (const stage of [...curve, ...recovery]) {
    const failures = Object.keys(stage.refused).filter((answer) => !REFUSALS.includes(answer));
    if (failures.length > 0) complaints.push(`${stage.name}: ${failures.join(', ')}`);
  }
  for (const { name, accepted, acceptedP99 } of curve) {
    if (accepted < capacity * LEAST_GOODPUT) complaints.push(`${name}: only ${accepted}/s of ${capacity}/s are done`);
    if (acceptedP99 > LONGEST_MS) complaints.push(`${name}: p99 of what was accepted is ${acceptedP99} ms`);
  }
  for (const { name, refused } of recovery.slice(1)) {
    if (Object.keys(refused).length > 0) complaints.push(`${name} after the overload: still refused`);
  }
  return complaints;
}
