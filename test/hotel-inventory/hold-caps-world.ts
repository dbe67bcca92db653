import { randomUUID } from 'node:crypto';
import type { ConfirmAnswer, HoldAnswer, NamedHoldRequest, ReleaseAnswer } from '#contracts';
import { Metrics } from '#platform';
import { HoldSweep } from '../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { HolderRecount } from '../../apps/hotel-inventory/src/hold/holder-recount.service.js';
import type { Answer, Message } from '../support/http.js';
import { type SystemOptions, type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

export const HOLDER = 'ada@example.org';
/** The second holder is another one's neighbour: what happens to the first must not change its counter. */
export const NEIGHBOUR = 'guest-2';

export const LIMITS = { HOLDS_PER_GUEST: '5', HOLDS_ABANDONED_PER_HOUR: '7', ROOM_NIGHTS_PER_HOLD: '12' };

/** hotel-inventory with caps, as the booking app calls it. */
export class CapsWorld {
  private constructor(readonly system: TestSystem) {}

  static async start(
    limits: Partial<typeof LIMITS> & Record<string, string> = {},
    options: SystemOptions = {},
  ): Promise<CapsWorld> {
    return new CapsWorld(await TestSystem.start({ ...options, inventoryEnv: { ...LIMITS, ...limits } }));
  }

  close(): Promise<void> {
    return this.system.close();
  }

  /** Takes a hold; for null as a booking app of the version before. */
  take(
    category: TestCategory,
    bookingId: string = randomUUID(),
    holder: string | null = HOLDER,
    wish: object = {},
  ): Promise<Answer> {
    return this.send('PUT', `/holds/${bookingId}`, {
      headers: holder === null ? {} : { 'x-holder': encodeURIComponent(holder) },
      json: { ...category.stay(), rooms: 1, totalGuests: 1, holdSeconds: 600, ...wish },
    });
  }

  async taken(category: TestCategory, holder?: string, bookingId: string = randomUUID()): Promise<string> {
    const { status } = await this.take(category, bookingId, holder);
    if (status !== 200) throw new Error(`the hold was refused with ${status}`);
    return bookingId;
  }

  /** One request for all of them; throws where it is not answered for each. */
  async takeTogether(holds: readonly NamedHoldRequest[]): Promise<HoldAnswer[]> {
    return (await this.sendTogether<HoldAnswer>('/holds', { holds })).holds;
  }

  async confirmTogether(bookingIds: readonly string[]): Promise<ConfirmAnswer[]> {
    return (await this.sendTogether<ConfirmAnswer>('/holds/confirmations', { bookingIds })).holds;
  }

  async releaseTogether(bookingIds: readonly string[]): Promise<ReleaseAnswer[]> {
    return (await this.sendTogether<ReleaseAnswer>('/holds/releases', { bookingIds })).holds;
  }

  /** The same as PUT, for a request that could have gone together with others. */
  takeAlone({ bookingId, holder, ...request }: NamedHoldRequest): Promise<Answer> {
    return this.send('PUT', `/holds/${bookingId}`, {
      headers: { 'x-holder': encodeURIComponent(holder) },
      json: request,
    });
  }

  confirm(bookingId: string): Promise<Answer> {
    return this.send('POST', `/holds/${bookingId}/confirm`);
  }

  release(bookingId: string): Promise<Answer> {
    return this.send('DELETE', `/holds/${bookingId}`);
  }

  /** Ends the lease of a hold without anybody noticing yet. */
  async endLease(bookingId: string): Promise<void> {
    await this.system.inventoryDb.query(
      'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
      [bookingId],
    );
  }

  sweep(): Promise<number> {
    return this.system.inventory.app.get(HoldSweep, { strict: false }).sweep();
  }

  recount(): Promise<number> {
    return this.system.inventory.app.get(HolderRecount, { strict: false }).recount();
  }

  /** How often hotel-inventory's transactions were run again because of a deadlock. */
  async deadlocks(): Promise<number> {
    const { registry } = this.system.inventory.app.get(Metrics, { strict: false });
    const retries = await registry.getSingleMetric('staylock_database_retries_total')?.get();
    const found = retries?.values.find(({ labels }) => labels['reason'] === 'deadlock');
    if (!found) throw new Error('deadlocks are not counted');
    return found.value;
  }

  async counts(holder = HOLDER): Promise<{ live: number; abandoned: number; held: number } | undefined> {
    const [row] = await this.system.inventoryDb.query<{ live: number; abandoned: number; held: number }>(
      `SELECT live, abandoned, (SELECT COUNT(*) FROM Hold WHERE holder = holderId AND status = 'HELD') AS held
       FROM Holder WHERE holderId = ?`,
      [holder],
    );
    return row;
  }

  private async sendTogether<One>(path: string, json: object): Promise<{ holds: One[] }> {
    const { status, body } = await this.send('POST', path, { json });
    if (status !== 200) throw new Error(`POST ${path} was answered ${status}: ${JSON.stringify(body)}`);
    return body as unknown as { holds: One[] };
  }

  /** Comes back when there is too much to do on this machine, as a client should. */
  private send(method: string, path: string, message: Message = {}): Promise<Answer> {
    return until('a turn', async () => {
      const token = await this.system.serviceToken();
      const answer = await this.system.toInventory(method, path, { token, ...message });
      return answer.status === 503 ? undefined : answer;
    });
  }
}

/** How many answers had which status. */
export function tally(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A hold as booking asks for it with others, by a guest of its own. */
export function wishFor(category: TestCategory, wish: Partial<NamedHoldRequest> = {}): NamedHoldRequest {
  const names = { bookingId: randomUUID(), holder: `guest-${randomUUID()}` };
  return { ...names, ...category.stay(1, 1), rooms: 1, totalGuests: 1, holdSeconds: 600, ...wish };
}

/** The stay as the dates that a wish has. */
export function datesOf(category: TestCategory, from: number, nights: number) {
  const { checkInDate, checkOutDate } = category.stay(from, nights);
  return { checkInDate, checkOutDate };
}
