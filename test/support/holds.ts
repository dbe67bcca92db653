import type { ConfirmAnswer, HoldAnswer, HoldRequest, ReleaseAnswer } from '#contracts';
import type { TestSystem } from './system.js';

/** What a hold needs beside its booking and its stay. */
export const HOLD = { holder: 'guest-1', holderRole: 'guest', rooms: 1, totalGuests: 1, holdSeconds: 600 } as const;

type Wanted = Omit<HoldRequest, keyof typeof HOLD> & Partial<HoldRequest>;

/** Asks hotel-inventory for one hold, as booking does; answers what became of it. */
export function takeHold(system: TestSystem, hold: Wanted): Promise<HoldAnswer> {
  return ask(system, '/holds', { ...HOLD, ...hold });
}

export function confirmHold(system: TestSystem, bookingId: string): Promise<ConfirmAnswer> {
  return ask(system, '/holds/confirmations', { bookingId });
}

export function releaseHold(system: TestSystem, bookingId: string): Promise<ReleaseAnswer> {
  return ask(system, '/holds/releases', { bookingId });
}

async function ask<Part>(system: TestSystem, path: string, hold: object): Promise<Part> {
  const message = { token: await system.serviceToken(), json: { holds: [hold] } };
  const { status, body } = await system.toInventory<{ holds: [Part] }>('POST', path, message);
  if (status !== 200) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`);
  return body.holds[0];
}
