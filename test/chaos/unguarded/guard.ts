import { setTimeout as sleep } from 'node:timers/promises';

/** Every mechanism that a test build can do without; docs/guards.md tells where each of them is. */
export const GUARDS = [
  'availability-look',
  'category-lock',
  'night-condition',
  'night-check',
  'night-count',
  'capacity-lock',
  'hold-key',
  'holder-revision',
  'hold-lock',
  'hold-condition',
  'room-choice',
  'room-night-key',
  'key-look-up',
  'key-row',
  'booking-key',
  'event-key',
  'overdue-lock',
  'status-condition',
  'confirm-budget',
  'hold-times',
  'lease-slack',
  'release',
  'lapse-sweep',
  'reconciliation',
  'nudge',
  'relay-schedule',
  'outcome-word',
  'outcome-question',
  'commit',
  'read-back',
] as const;

export type Guard = (typeof GUARDS)[number];

/** Read at every use, so that one running system can be tried without one guard after the other. */
const out = new Set<Guard>();

export function isOut(guard: Guard): boolean {
  return out.has(guard);
}

/** Takes out these guards, and puts back all others. */
export function takeOut(guards: readonly Guard[]): void {
  out.clear();
  for (const guard of guards) out.add(guard);
}

let lingerMs = 0;

/** How long `linger` takes from now on. */
export function setLinger(ms: number): void {
  lingerMs = ms;
}

/** Between a look and the act that rests on it: without a guard others come in between, under load as surely as here. */
export async function linger(): Promise<void> {
  if (lingerMs > 0) await sleep(lingerMs);
}
