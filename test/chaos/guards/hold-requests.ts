import { randomUUID } from 'node:crypto';
import type { HoldAnswer, ReleaseAnswer } from '#contracts';
import type { Answer } from '../../support/http.js';
import type { TestCategory } from '../../support/category.js';
import { patiently } from './patiently.js';
import type { World } from './world.js';

/** A hold that no booking stands on: as good as any other for hotel-inventory. Answers what became of it. */
export function takeHold(
  world: World,
  category: TestCategory,
  { bookingId = randomUUID(), nights = 1, holder = 'guest-1' } = {},
): Promise<string> {
  const hold = { ...category.stay(1, nights), rooms: 1, totalGuests: 1, holdSeconds: 600 };
  return send<HoldAnswer>(world, '', { bookingId, holder, holderRole: 'guest', ...hold });
}

export function freeHold(world: World, bookingId: string): Promise<string> {
  return send<ReleaseAnswer>(world, '/releases', { bookingId });
}

/** Asks about one hold, and again while it is told to: the answer is 200 whatever became of the part. */
async function send<Part extends HoldAnswer | ReleaseAnswer>(
  { system }: World,
  path: string,
  hold: object,
): Promise<string> {
  const token = await system.serviceToken();
  const { status, body } = await patiently(async (): Promise<Answer<Part | undefined>> => {
    const json = { holds: [hold] };
    const { headers, ...answer } = await system.toInventory<{ holds: [Part] }>('POST', `/holds${path}`, {
      token,
      json,
    });
    if (answer.status !== 200) return { status: answer.status, headers, body: undefined };
    const [part] = answer.body.holds;
    return { status: part.outcome === 'refused' ? Number(part.problem['status']) : 200, headers, body: part };
  });
  return body?.outcome ?? String(status);
}
