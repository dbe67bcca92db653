import { SignJWT } from 'jose';
import { randomUUID } from 'node:crypto';
import { HOLD } from '../support/holds.js';
import { type TestCategory, TestSystem } from '../support/system.js';

interface Page {
  items: { bookingId: string; status: string }[];
  nextCursor: string | null;
}

describe('who sees and changes which bookings', () => {
  let system: TestSystem;
  let category: TestCategory;
  let mine: string;
  let others: string;

  beforeAll(async () => {
    system = await TestSystem.start();
    category = await system.category(20);
    mine = (await system.book(category, { userId: 'me' })).body.bookingId;
    others = (await system.book(category, { userId: 'other' })).body.bookingId;
  });
  afterAll(() => system.close());

  const get = (path: string, token?: string) => system.toBooking('GET', path, { token });

  it('lets nobody in without a valid token', async () => {
    const wrongKey = await new SignJWT({ role: 'guest' })
      .setProtectedHeader({ alg: 'HS256' })
      .setIssuer('staylock')
      .setAudience('staylock')
      .setSubject('me')
      .setExpirationTime('1h')
      .sign(new TextEncoder().encode('x'.repeat(32)));
    for (const token of [undefined, 'nonsense', wrongKey]) {
      const answer = await get(`/bookings/${mine}`, token);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      expect(answer.body).toMatchObject({ code: 'not_authenticated' });
    }
    const service = await get(`/bookings/${mine}`, await system.serviceToken());
    expect(service.status).toBe(403);
    expect(service.body).toMatchObject({ code: 'not_allowed' });
  });

  it('shows a guest only their own: another user’s is 404, the same as one that never was', async () => {
    const token = await system.token('me');
    expect((await get(`/bookings/${mine}`, token)).status).toBe(200);
    const foreign = await get(`/bookings/${others}`, token);
    const unknown = await get(`/bookings/${randomUUID()}`, token);
    const { requestId: _a, ...foreignProblem } = foreign.body;
    const { requestId: _b, ...unknownProblem } = unknown.body;
    expect(foreign.status).toBe(404);
    expect(foreignProblem).toEqual(unknownProblem);
  });

  it('shows staff the bookings of their hotels, and of no other', async () => {
    expect((await get(`/bookings/${mine}`, await system.token('staff-1', 'staff'))).status).toBe(200);
    expect((await get(`/bookings/${mine}`, await system.token('staff-2', 'staff'))).status).toBe(404);
    // The role counts, not the name: a guest who is called like the staff is a guest.
    expect((await get(`/bookings/${mine}`, await system.token('staff-1', 'guest'))).status).toBe(404);
  });

  it('shows each only theirs when all ask in the same instant', async () => {
    const sessions = [
      { token: await system.token('me'), sees: [mine] },
      { token: await system.token('other'), sees: [others] },
      { token: await system.token('stranger'), sees: [] },
      { token: await system.token('staff-1', 'staff'), sees: [mine, others] },
      { token: await system.token('staff-2', 'staff'), sees: [] },
    ];
    const questions = Array.from({ length: 6 }, () => sessions)
      .flat()
      .flatMap(({ token, sees }) => [mine, others].map((id) => ({ id, token, status: sees.includes(id) ? 200 : 404 })));
    const answers = await Promise.all(questions.map(({ id, token }) => get(`/bookings/${id}`, token)));
    expect(answers.map(({ status }) => status)).toEqual(questions.map(({ status }) => status));
    answers.forEach(({ status, body }, n) => {
      if (status === 200) expect(body.bookingId).toBe(questions[n]?.id);
    });
  });

  it('changes only theirs when all confirm and cancel in the same instant', async () => {
    const keys = Array.from({ length: 8 }, () => randomUUID());
    const made = await Promise.all(keys.map((key, n) => system.book(category, { key, userId: `owner-${n}` })));
    const ids = made.map(({ body }) => body.bookingId);
    // Everybody tries the booking of the one beside them, and every second one their own.
    const answers = await Promise.all(
      keys.flatMap((key, n) => [
        system.confirm(key, `owner-${(n + 1) % keys.length}`),
        system.cancel(ids[n] ?? '', `owner-${(n + 1) % keys.length}`),
        n % 2 === 0 ? system.confirm(key, `owner-${n}`) : system.cancel(ids[n] ?? '', `owner-${n}`),
      ]),
    );
    expect(answers.map(({ status }) => status)).toEqual(keys.flatMap(() => [404, 404, 200]));
    const ends = await Promise.all(ids.map((id) => system.status(id)));
    expect(ends).toEqual(keys.map((_, n) => (n % 2 === 0 ? 'CONFIRMED' : 'CANCELLED')));
  });

  it('lists the own bookings to guests and those of their hotels to staff, page by page, newest first', async () => {
    const hotel = await system.category(10, { staff: 'keeper' });
    const made: string[] = [];
    for (let n = 0; n < 5; n++) made.push((await system.book(hotel, { userId: 'traveller' })).body.bookingId);
    const list = async (token: string, query: string) =>
      (await system.toBooking<Page>('GET', `/bookings?${query}`, { token })).body;

    for (const token of [await system.token('traveller'), await system.token('keeper', 'staff')]) {
      const first = await list(token, 'limit=2');
      const second = await list(token, `limit=2&cursor=${first.nextCursor}`);
      const third = await list(token, `limit=2&cursor=${second.nextCursor}`);
      const ids = [...first.items, ...second.items, ...third.items].map((booking) => booking.bookingId);
      expect(ids).toEqual([...made].reverse());
      expect(third.nextCursor).toBeNull();
    }
    expect((await list(await system.token('nobody'), 'limit=100')).items).toEqual([]);
    expect((await list(await system.token('traveller'), `hotelId=${category.hotelId}`)).items).toEqual([]);
  });

  it('filters by the status as it reads now', async () => {
    const token = await system.token('filterer');
    const hotel = await system.category(10);
    const book = async () => (await system.book(hotel, { userId: 'filterer' })).body;
    const [pending, late, confirmed] = [await book(), await book(), await book()];
    await system.confirm(confirmed.idempotencyKey, 'filterer');
    await system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) WHERE id = ?', [late.bookingId]);
    const ids = async (status: string) =>
      (await system.toBooking<Page>('GET', `/bookings?status=${status}`, { token })).body.items.map((b) => b.bookingId);
    expect(await ids('PENDING')).toEqual([pending.bookingId]);
    expect(await ids('EXPIRED')).toEqual([late.bookingId]);
    expect(await ids('CONFIRMED')).toEqual([confirmed.bookingId]);
    expect(await ids('CANCELLED')).toEqual([]);
  });

  it('lets only services hold rooms', async () => {
    const bookingId = randomUUID();
    const hold = { json: { holds: [{ bookingId, ...HOLD, ...category.stay() }] } };
    const named = { json: { holds: [{ bookingId: mine }] } };
    for (const role of ['guest', 'staff'] as const) {
      const token = await system.token('staff-1', role);
      expect((await system.toInventory('POST', '/holds', { token, ...hold })).status).toBe(403);
      expect((await system.toInventory('POST', '/holds/confirmations', { token, ...named })).status).toBe(403);
      expect((await system.toInventory('POST', '/holds/releases', { token, ...named })).status).toBe(403);
    }
    expect((await system.toInventory('POST', '/holds/releases', named)).status).toBe(401);
    expect(await system.holdStatus(mine)).toBe('HELD');
    expect(await system.holdStatus(bookingId)).toBeUndefined();
  });
});
