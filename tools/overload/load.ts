import { setTimeout as sleep } from 'node:timers/promises';
import type { Guests } from './guests.js';
import type { Outcome } from './outcome.js';

const TURN_MS = 5;

/** So many guests who each ask again when they have their answer: as much as the app does without being pressed. */
export async function closedLoad(guests: Guests, clients: number, seconds: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const startedAt = performance.now();
  const client = async () => {
    while (performance.now() - startedAt < seconds * 1_000) {
      outcomes.push(await guests.book(startedAt, performance.now()));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return outcomes;
}

/** Guests who come at this rate, whether the ones before have their answer or not, as real ones do. */
export async function openLoad(guests: Guests, perSecond: number, seconds: number): Promise<Outcome[]> {
  const total = Math.round(perSecond * seconds);
  const underWay: Promise<Outcome>[] = [];
  const startedAt = performance.now();
  while (underWay.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - startedAt) / 1_000) * perSecond));
    while (underWay.length < due) {
      underWay.push(guests.book(startedAt, startedAt + (underWay.length / perSecond) * 1_000));
    }
    await sleep(TURN_MS);
  }
  return Promise.all(underWay);
}

/** So many guests who all come at one instant, once. */
export async function burstOf(guests: Guests, count: number): Promise<Outcome[]> {
  const startedAt = performance.now();
  return Promise.all(Array.from({ length: count }, () => guests.book(startedAt, startedAt)));
}
