import { randomUUID } from 'node:crypto';
import { Database } from '#database';
import { currentRequestId } from '#platform';
import { HotelInventoryClient } from '../../apps/booking/src/hotel-inventory/hotel-inventory.client.js';
import { type TestCategory, TestSystem } from '../support/system.js';

let system: TestSystem;
let category: TestCategory;
beforeAll(async () => {
  system = await TestSystem.start();
  category = await system.category(400);
  await system.category(1, { staff: 'staff-2' });
});
afterAll(() => system.close());

/** Enough that of 31 letters more than 12 come up in every place, but once in millions of runs. */
const DRAWN = 50;

/** What booking does for the request of this id, in order: every statement with the number of rows it gave, every call. */
async function stepsOf(work: (headers: Record<string, string>) => Promise<unknown>): Promise<string[]> {
  const steps: string[] = [];
  const requestId = randomUUID();
  const note = (step: string) => {
    if (currentRequestId() === requestId) steps.push(step);
  };
  const database = system.booking.app.get(Database, { strict: false });
  const inventory = system.booking.app.get(HotelInventoryClient, { strict: false });
  // Looks on at the real ones.
  const { query, read } = { query: database.query.bind(database), read: database.read.bind(database) };
  const noted =
    (ask: typeof query) =>
    async <Row>(sql: string, params?: readonly unknown[]) => {
      const rows = await ask<Row>(sql, params);
      note(`${rows.length} rows: ${sql}`);
      return rows;
    };
  database.query = noted(query);
  database.read = noted(read);
  const isStaff = inventory.isStaff.bind(inventory);
  const hotelsOfStaff = inventory.hotelsOfStaff.bind(inventory);
  inventory.isStaff = (userId, hotelId) => {
    note('whether staff');
    return isStaff(userId, hotelId);
  };
  inventory.hotelsOfStaff = (userId, limit) => {
    note('hotels of staff');
    return hotelsOfStaff(userId, limit);
  };
  try {
    await work({ 'x-request-id': requestId });
  } finally {
    Object.assign(database, { query, read });
    Object.assign(inventory, { isStaff, hotelsOfStaff });
  }
  return steps;
}

describe('a stranger who probes for bookings', () => {
  it.each([
    ['GET', 'guest', 'guest-2', (id: string) => `/bookings/${id}`],
    ['POST', 'guest', 'guest-2', (id: string) => `/bookings/${id}/cancel`],
    ['GET', 'staff', 'staff-2', (id: string) => `/bookings/${id}`],
    ['POST', 'staff', 'staff-2', (id: string) => `/bookings/${id}/cancel`],
  ] as const)(
    'learns nothing, neither from the answer nor from the work for it: %s as %s',
    async (method, role, userId, path) => {
      const { body: booking } = await system.book(category);
      const token = await system.token(userId, role);
      const answers: unknown[] = [];
      const steps: string[][] = [];
      for (const id of [booking.bookingId, randomUUID()]) {
        steps.push(
          await stepsOf(async (headers) => {
            const { status, body } = await system.toBooking(method, path(id), { token, headers });
            const { requestId: _, ...problem } = body;
            answers.push({ status, problem });
          }),
        );
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ status: 404 });
      expect(steps[0]).toEqual(steps[1]);
      expect(steps[0]?.length).toBeGreaterThan(0);
      // The control: the steps of somebody who may are others.
      const own = await stepsOf(async (headers) =>
        system.toBooking('GET', `/bookings/${booking.bookingId}`, { token: await system.token('guest-1'), headers }),
      );
      expect(own).not.toEqual(steps[1]);
    },
  );

  it('cannot confirm with another’s key, and is told the same as for a key that never was', async () => {
    const { body: booking } = await system.book(category);
    const token = await system.token('guest-2');
    const [foreign, unknown] = [booking.idempotencyKey, randomUUID()].map((key) => `/bookings/confirm/${key}`);
    const steps = [];
    for (const path of [foreign, unknown]) {
      steps.push(
        await stepsOf(async (headers) => {
          expect(await system.toBooking('POST', path ?? '', { token, headers })).toMatchObject({ status: 404 });
        }),
      );
    }
    expect(steps[0]).toEqual(steps[1]);
    expect(await system.status(booking.bookingId)).toBe('PENDING');
  });

  it('cannot count references: they are drawn from 31^10, and no two neighbours share more than chance', async () => {
    const references: string[] = [];
    for (let n = 0; n < DRAWN; n++) {
      references.push((await system.book(category, { userId: `guest-${n}` })).body.reference);
    }
    expect(new Set(references).size).toBe(DRAWN);
    for (const reference of references) expect(reference).toMatch(/^[2-9A-HJ-NP-Z]{10}$/);
    // Neighbours that agree in more than half of their places: 1 in 10^6 by chance, every one in a sequence.
    const alike = references.slice(1).filter((reference, n) => {
      const same = [...reference].filter((letter, place) => letter === references[n]?.[place]);
      return same.length > 5;
    });
    expect(alike).toEqual([]);
    // And each place takes many values.
    for (let place = 0; place < 10; place++) {
      expect(new Set(references.map((reference) => reference[place])).size).toBeGreaterThan(12);
    }
  });

  it('cannot choose what a booking’s id will be, though ids follow from the key: it is made with the user', async () => {
    const key = randomUUID();
    const mine = await system.book(category, { key, userId: 'guest-1' });
    const theirs = await system.book(category, { key, userId: 'guest-2' });
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body.bookingId).not.toBe(mine.body.bookingId);
  });
});
