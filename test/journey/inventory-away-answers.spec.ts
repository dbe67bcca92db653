import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import type { Answer } from '../support/http.js';
import { brokenInvariants } from '../support/invariants.js';
import { Line, type Mode } from '../support/line.js';
import { TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

const NOT_AS_AGREED: [string, Mode][] = [
  ['no JSON', 'garbage'],
  ['an object with nothing in it', 'empty object'],
  ['a 200 without a body', 'empty'],
  ['a redirect', 'redirect'],
  ['that booking has asked too much', 'limited'],
];

describe('hotel-inventory answers everything with', () => {
  let line: Line;
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({
      inventoryLine: async (url) => {
        line = await Line.to(url);
        return line.url;
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await line.close();
  });
  afterEach(() => {
    line.mode = 'pass';
  });

  const drain = () => system.booking.app.get(OutboxRelay, { strict: false }).drain();
  const listOfStaff = async () =>
    system.toBooking('GET', '/bookings', { token: await system.token('staff-1', 'staff') });
  const untilNo503 = (ask: () => Promise<Answer<unknown>>) =>
    until('an answer that is no 503', async () => {
      const answer = await ask();
      return answer.status === 503 ? undefined : answer;
    });

  it.each(NOT_AS_AGREED)('%s: who needs it is told 503, and nothing is taken for done', async (_, mode) => {
    const category = await system.category(3);
    const kept = (await system.bookPatiently(category)).body;
    const given = (await system.bookPatiently(category)).body;

    line.mode = mode;
    const answers = [await system.book(category), await system.confirm(kept.idempotencyKey), await listOfStaff()];
    for (const { status, body, headers } of answers) {
      expect([status, body]).toMatchObject([503, { code: 'hotel_inventory_unavailable' }]);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id])).toBe(2);
    expect([await system.status(kept.bookingId), await system.holdStatus(kept.bookingId)]).toEqual(['PENDING', 'HELD']);

    expect((await system.cancel(given.bookingId)).body.status).toBe('CANCELLED');
    await drain();
    const owed = "bookingId = ? AND topic = 'HOLD_RELEASE' AND state = 'PENDING'";
    expect(await system.count('booking', 'Outbox', owed, [given.bookingId])).toBe(1);
    expect(await system.holdStatus(given.bookingId)).toBe('HELD');
    expect(await brokenInvariants(system)).toEqual([]);

    line.mode = 'pass';
    expect((await untilNo503(() => system.confirm(kept.idempotencyKey))).body).toMatchObject({ status: 'CONFIRMED' });
    expect((await untilNo503(listOfStaff)).status).toBe(200);
    await until('the rooms of the cancelled one', async () => {
      await drain();
      return (await system.holdStatus(given.bookingId)) === 'RELEASED';
    });
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('that booking has asked too much: a guest is told when that is over', async () => {
    const category = await system.category(1);
    await system.bookPatiently(category);
    line.mode = 'limited';
    const answer = await system.book(category);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
  });
});
