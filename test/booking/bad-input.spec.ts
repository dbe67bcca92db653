import { randomUUID } from 'node:crypto';
import { addDays } from '#contracts';
import { GUEST, type TestCategory, TestSystem } from '../support/system.js';

/** Every refusal is a problem document that says what to change, and changes nothing itself. */
describe('bad input', () => {
  let system: TestSystem;
  let category: TestCategory;
  let token: string;

  beforeAll(async () => {
    system = await TestSystem.start();
    category = await system.category(5);
    token = await system.token('guest-1');
  });
  afterAll(() => system.close());
  afterEach(async () => {
    expect(await system.count('booking', 'Booking')).toBe(0);
    expect(await system.count('inventory', 'Hold')).toBe(0);
  });

  const post = (json: unknown, headers: Record<string, string> = { 'idempotency-key': randomUUID() }) =>
    system.toBooking<Problem>('POST', '/bookings', { token, json, headers });
  const body = (change: object) => ({ ...category.stay(), ...GUEST, ...change });

  it.each<[string, object, string]>([
    ['a date that does not exist', { checkInDate: '2027-02-29' }, 'checkInDate'],
    ['a date with a time', { checkInDate: '2027-03-01T00:00:00Z' }, 'checkInDate'],
    ['a number for a date', { checkInDate: 20270301 }, 'checkInDate'],
    ['a stay without a night', { checkInDate: '2027-03-01', checkOutDate: '2027-03-01' }, 'checkOutDate'],
    ['a stay that ends before it begins', { checkInDate: '2027-03-02', checkOutDate: '2027-03-01' }, 'checkOutDate'],
    ['a stay that is too long', { checkInDate: '2027-03-01', checkOutDate: '2027-06-01' }, 'checkOutDate'],
    ['no hotel', { hotelId: undefined }, 'hotelId'],
    ['a hotel that is no number', { hotelId: '1 OR 1=1' }, 'hotelId'],
    ['a category beyond all ids', { roomCategoryId: 2 ** 40 }, 'roomCategoryId'],
    ['no rooms', { rooms: 0 }, 'rooms'],
    ['half a room', { rooms: 1.5 }, 'rooms'],
    ['no guests', { totalGuests: 0 }, 'totalGuests'],
    ['more guests than beds', { totalGuests: 3 }, 'totalGuests'],
    ['a check-in in the past', { checkInDate: '2020-01-01', checkOutDate: '2020-01-02' }, 'checkInDate'],
    ['no guest', { guest: undefined }, 'guest'],
    ['a guest who is a list', { guest: [] }, 'guest'],
    ['no name', { guest: { name: ' ', email: 'a@example.org' } }, 'guest.name'],
    [
      'a name that would forge a mail header',
      { guest: { name: 'A\r\nBcc: x@y.z', email: 'a@example.org' } },
      'guest.name',
    ],
    ['a name with half a character', { guest: { name: 'E\ud800', email: 'a@example.org' } }, 'guest.name'],
    ['a request with half a character', { specialRequests: '\ud800' }, 'specialRequests'],
    ['a quoted address', { guest: { name: 'A', email: '"x y"@example.org' } }, 'guest.email'],
    ['an address that is sent on', { guest: { name: 'A', email: 'a%evil.example@example.org' } }, 'guest.email'],
    ['an address of bangs', { guest: { name: 'A', email: 'evil!a@example.org' } }, 'guest.email'],
    ['an address that is turned around', { guest: { name: 'A', email: 'a\u202eb@example.org' } }, 'guest.email'],
    ['a name that is turned around', { guest: { name: 'Ada \u202eecalevoL', email: 'a@example.org' } }, 'guest.name'],
    ['a name with a hidden word', { guest: { name: 'Ada\u200b', email: 'a@example.org' } }, 'guest.name'],
    ['an address that is none', { guest: { name: 'A', email: 'nowhere' } }, 'guest.email'],
    ['a language that is none', { guest: { ...GUEST.guest, locale: '../../etc' } }, 'guest.locale'],
    ['a member that nobody knows', { status: 'CONFIRMED' }, 'status'],
    ['a user of the client’s choice', { userId: '1' }, 'userId'],
    ['a negative price', { bookingAmount: -1 }, 'bookingAmount'],
    ['a key that is none', { idempotencyKey: 'abc' }, 'idempotencyKey'],
  ])('refuses %s and names the field', async (_, change, field) => {
    const answer = await post(body(change), {});
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'invalid_request',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
  });

  it('names every wrong field at once', async () => {
    const answer = await post({ guest: {} });
    const fields = answer.body.errors.map((error) => error.field);
    for (const field of ['hotelId', 'checkInDate', 'checkOutDate', 'totalGuests', 'guest.name', 'guest.email']) {
      expect(fields).toContain(field);
    }
  });

  it('refuses a malformed key in the header, and one that differs from the body’s', async () => {
    const malformed = await post(body({}), { 'idempotency-key': "'; DROP TABLE Booking; --" });
    expect(malformed.status).toBe(400);
    expect(malformed.body.errors[0]?.field).toBe('Idempotency-Key');
    expect((await post(body({ idempotencyKey: randomUUID() }))).status).toBe(400);
  });

  it.each<[string, string, number, string]>([
    ['malformed JSON', '{"hotelId": 1,', 400, 'malformed_request'],
    ['an empty body', '', 400, 'invalid_request'],
    ['a list', '[]', 400, 'invalid_request'],
    ['a poisoned prototype', '{"__proto__": {"admin": true}}', 400, 'malformed_request'],
    ['a body that is nested without end', `${'{"a":'.repeat(4_000)}1${'}'.repeat(4_000)}`, 400, 'invalid_request'],
    ['a huge body', JSON.stringify({ specialRequests: 'x'.repeat(100_000) }), 413, 'payload_too_large'],
  ])('refuses %s', async (_, raw, status, code) => {
    const answer = await system.toBooking<Problem>('POST', '/bookings', { token, raw });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code });
    expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:|\\n +at /);
  });

  it('refuses other media types', async () => {
    for (const type of [
      'text/xml',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const headers = { 'content-type': type };
      const answer = await system.toBooking<Problem>('POST', '/bookings', { token, raw: 'hotelId=1', headers });
      expect([type, answer.status, answer.body.code]).toEqual([type, 415, 'unsupported_media_type']);
    }
  });

  it('answers unknown routes and malformed ids with problem documents', async () => {
    expect((await system.toBooking('GET', '/nowhere', { token })).body).toMatchObject({ code: 'not_found' });
    for (const path of ['/bookings/1', '/bookings/%00', "/bookings/'%20OR%20''='"]) {
      const answer = await system.toBooking<Problem>('GET', path, { token });
      expect(answer.status).toBe(400);
    }
    for (const query of [
      'limit=0',
      'limit=1000',
      'limit=x',
      'cursor=%ff',
      'cursor=WzFlMzAwXQ',
      'cursor=abc',
      'status=NONE',
      'hotelId=-1',
      'hotelId=0x1',
      'hotelId=1e0',
      'hotelId=%201',
      'hotelId=%2B1',
      'hotelId=01',
      'limit=1e1',
      'limit=5&limit=6',
      'x=1',
    ]) {
      const answer = await system.toBooking<Problem>('GET', `/bookings?${query}`, { token });
      expect([query, answer.status]).toEqual([query, 400]);
    }
  });

  it('refuses categories of other hotels, unknown ones, and nights that are not on sale', async () => {
    const other = await system.category(1);
    expect((await post(body({ hotelId: other.hotelId }))).body).toMatchObject({
      status: 404,
      code: 'room_category_not_found',
    });
    expect((await post(body({ roomCategoryId: 999_999 }))).body).toMatchObject({ code: 'room_category_not_found' });
    const nowhere = await Promise.all([1, 2, 3].map(() => post(body({ hotelId: 999_999 }))));
    for (const answer of nowhere) expect(answer.body).toMatchObject({ status: 404, code: 'hotel_not_found' });
    expect((await post(body({ hotelId: 999_999, roomCategoryId: 999_999 }))).body).toMatchObject({
      code: 'hotel_not_found',
    });
    const checkInDate = addDays(category.firstDate, 29);
    const beyond = await post(body({ checkInDate, checkOutDate: addDays(checkInDate, 2) }));
    expect(beyond.body).toMatchObject({ status: 409, code: 'not_on_sale', nights: [addDays(checkInDate, 1)] });
  });

  it('refuses a price that is not the price, and says what it is', async () => {
    const answer = await post(body({ bookingAmount: 1 }));
    expect(answer.body).toMatchObject({ status: 409, code: 'price_changed', bookingAmount: 20_000, currency: 'EUR' });
  });

  it('says what a language tag is', async () => {
    const answer = await post(body({ guest: { ...GUEST.guest, locale: 'Portuguese (Portugal)' } }));
    const message = 'locale must be a language tag such as en or pt-PT';
    expect(answer.body.errors).toEqual([{ field: 'guest.locale', message }]);
  });

  it('says first what a value must be, not how large', async () => {
    const answer = await post(body({ hotelId: 'one' }));
    expect(answer.body.errors).toEqual([{ field: 'hotelId', message: 'hotelId must be an integer number' }]);
  });

  it('says which nights are short', async () => {
    const { checkInDate } = category.stay();
    await system.inventoryDb.query('UPDATE CategoryNight SET sold = 5 WHERE categoryId = ? AND date = ?', [
      category.id,
      checkInDate,
    ]);
    const answer = await post(body({}));
    await system.inventoryDb.query('UPDATE CategoryNight SET sold = 0 WHERE categoryId = ?', [category.id]);
    expect(answer.body).toMatchObject({ status: 409, code: 'sold_out', nights: [checkInDate] });
  });
});

interface Problem {
  status: number;
  code: string;
  errors: { field: string; message: string }[];
  [member: string]: unknown;
}
