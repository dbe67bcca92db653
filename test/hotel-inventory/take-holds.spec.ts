import { randomUUID } from 'node:crypto';
import { addDays, type HoldRequest } from '#contracts';
import type { TestCategory } from '../support/category.js';
import { datesOf, times, told, wishFor } from './hold-wishes.js';
import { HoldWorld, NO_LIMITS } from './hold-world.js';

let world: HoldWorld;
let category: TestCategory;

beforeAll(async () => {
  world = await HoldWorld.start({ ...NO_LIMITS, HOLDS_PER_GUEST: '5', ROOM_NIGHTS_PER_HOLD: '12' });
});
afterAll(() => world.close());
beforeEach(async () => {
  category = await world.category(3);
});
afterEach(async () => {
  expect(await world.broken()).toEqual([]);
});

const codes = async (requests: readonly HoldRequest[]) => (await world.take(requests)).map(told);
const held = async (of = category) => (await world.counters(of)).map(([rooms]) => rooms);
const rowsOf = async (requests: readonly HoldRequest[]) => {
  const statuses = await world.statuses(requests.map(({ bookingId }) => bookingId));
  return statuses.filter((status) => status !== undefined).length;
};

describe('holds that are asked for', () => {
  it('are taken for different hotels, each at its own price, with its own nights and for its own guest', async () => {
    const others = await Promise.all([11_000, 12_345].map((price) => world.category(2, { price })));
    const requests = [category, ...others].map((one, n) =>
      wishFor(one, { ...datesOf(one, 1, 2), rooms: n === 0 ? 3 : 1 }),
    );
    const answers = await world.take(requests);
    expect(answers.map(({ bookingId }) => bookingId)).toEqual(requests.map(({ bookingId }) => bookingId));
    expect(answers.map((answer) => (answer.outcome === 'held' ? answer.hold.amount : answer))).toEqual([
      60_000, 22_000, 24_690,
    ]);
    expect(await Promise.all([category, ...others].map((one) => held(one)))).toEqual([
      [3, 3, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 0, 0],
    ]);
    for (const { holder } of requests) expect(await world.kept(holder)).toEqual({ held: 1, sold: 0, abandoned: 0 });
  });

  it('are answered with all that a booking is written from', async () => {
    const request = wishFor(category, { ...datesOf(category, 1, 2), rooms: 2, totalGuests: 4, expectedAmount: 40_000 });
    const before = Date.now();
    const [answer] = await world.take([request]);
    expect(answer).toEqual({
      ...{ bookingId: request.bookingId, outcome: 'held' },
      hold: {
        ...{ bookingId: request.bookingId, status: 'HELD', amount: 40_000, currency: 'EUR' },
        deadline: expect.any(String) as unknown,
        nights: [0, 1].map((day) => ({ date: addDays(request.checkInDate, day), price: 10_000 })),
        hotel: {
          ...{ name: 'Casa da Praia', address: 'Rua do Mar 1', city: 'Lisboa', country: 'PT' },
          ...{ timezone: 'Europe/Lisbon', checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Double' },
        },
      },
    });
    // The database of this machine has its clock.
    const deadline = answer?.outcome === 'held' ? Date.parse(answer.hold.deadline) : 0;
    expect(deadline).toBeGreaterThanOrEqual(before + 599_000);
    expect(deadline).toBeLessThanOrEqual(Date.now() + 601_000);
  });

  it('get exactly the rooms that there are, in the order in which they are named; the rest is told of the nights', async () => {
    const requests = times(10, () => wishFor(category, datesOf(category, 1, 2)));
    const answers = await world.take(requests);
    expect(answers.map(told)).toEqual([...Array<string>(3).fill('held'), ...Array<string>(7).fill('sold_out')]);
    const nights = [category.stay(1).checkInDate, category.stay(2).checkInDate];
    expect(answers.at(-1)).toMatchObject({ problem: { status: 409, nights } });
    expect(await held()).toEqual([3, 3, 0, 0]);
    expect(await rowsOf(requests)).toBe(3);
  });

  it('are whole stays: one of which a night is full takes nothing, and its other nights go to who comes after', async () => {
    const one = await world.category(1);
    const stays = [datesOf(one, 2, 1), datesOf(one, 1, 3), datesOf(one, 3, 2), datesOf(one, 1, 1)];
    const requests = stays.map((stay) => wishFor(one, stay));
    expect(await codes(requests)).toEqual(['held', 'sold_out', 'held', 'held']);
    expect(await held(one)).toEqual([1, 1, 1, 1]);
    expect(await rowsOf(requests)).toBe(3);
  });

  it.each<[string, number, string, (of: TestCategory) => Partial<HoldRequest>]>([
    ['a category that is not there', 404, 'room_category_not_found', () => ({ roomCategoryId: 2_000_000_000 })],
    ['a category of another hotel', 404, 'room_category_not_found', (of) => ({ hotelId: of.hotelId + 1 })],
    ['a price that is another', 409, 'price_changed', () => ({ expectedAmount: 9_999 })],
    ['a date that is past', 400, 'invalid_request', (of) => datesOf(of, -1, 2)],
    ['more guests than may stay', 400, 'invalid_request', () => ({ totalGuests: 3 })],
    ['nights that are not on sale', 409, 'not_on_sale', (of) => datesOf(of, 29, 2)],
    ['more rooms than there are', 409, 'sold_out', () => ({ rooms: 4 })],
    ['more than one hold may be', 422, 'hold_too_large', (of) => ({ ...datesOf(of, 1, 13) })],
  ])(
    'are refused for %s with %i %s, by their own request id, and whoever is beside them is not',
    async (_, status, code, wish) => {
      const request = wishFor(category, { ...wish(category), requestId: randomUUID() });
      const [refused, neighbour] = await world.take([request, wishFor(category)]);
      expect(refused).toMatchObject({
        ...{ bookingId: request.bookingId, outcome: 'refused' },
        problem: { status, code, requestId: request.requestId },
      });
      expect(neighbour?.outcome).toBe('held');
      expect(await rowsOf([request])).toBe(0);
      expect(await world.kept(request.holder)).toMatchObject({ held: 0, abandoned: undefined });
    },
  );

  it('of one guest are each counted: five are the limit, the sixth is told for how long', async () => {
    const roomy = await world.category(20);
    const holder = 'Ada Lovelace';
    const answers = await world.take(times(6, () => wishFor(roomy, { holder })));
    expect(answers.map(told)).toEqual([...Array<string>(5).fill('held'), 'too_many_pending_bookings']);
    expect(answers[5]).toMatchObject({ problem: { status: 429 }, retryAfterSeconds: expect.any(Number) as unknown });
    expect(await world.kept(holder)).toEqual({ held: 5, sold: 0, abandoned: 0 });
    expect(await held(roomy)).toEqual([5, 0, 0, 0]);
  });

  it('are as many as 100', async () => {
    const roomy = await world.category(100);
    expect(new Set(await codes(times(100, () => wishFor(roomy))))).toEqual(new Set(['held']));
    expect(await held(roomy)).toEqual([100, 0, 0, 0]);
  });

  it('are the same in whatever case their ids are written', async () => {
    const request = wishFor(category);
    await world.taken([{ ...request, bookingId: request.bookingId.toUpperCase() }]);
    expect(await codes([request])).toEqual(['held']);
    expect(await held()).toEqual([1, 0, 0, 0]);
  });
});

it.each<[string, (of: TestCategory) => object]>([
  ['none', () => ({ holds: [] })],
  ['nothing', () => ({})],
  ['101 of them', (of) => ({ holds: times(101, () => wishFor(of)) })],
  ['no list', (of) => ({ holds: wishFor(of) })],
  ['one that is nothing', (of) => ({ holds: [wishFor(of), null] })],
  ['one that is a list', (of) => ({ holds: [wishFor(of), []] })],
  ['one that is a list of one', (of) => ({ holds: [[wishFor(of)]] })],
  ['a member that is not known', (of) => ({ holds: [{ ...wishFor(of), status: 'CONFIRMED' }] })],
  ['one without a holder', (of) => ({ holds: [wishFor(of), { ...wishFor(of), holder: undefined }] })],
  ['a holder without a letter', (of) => ({ holds: [wishFor(of, { holder: '' })] })],
  ['a holder of 65 letters', (of) => ({ holds: [wishFor(of, { holder: 'x'.repeat(65) })] })],
  ['one without a role', (of) => ({ holds: [wishFor(of), { ...wishFor(of), holderRole: undefined }] })],
  ['a role that there is not', (of) => ({ holds: [{ ...wishFor(of), holderRole: 'admin' }] })],
  ['an id that is none', (of) => ({ holds: [wishFor(of, { bookingId: '1' })] })],
  ['no room', (of) => ({ holds: [wishFor(of, { rooms: 0 })] })],
  ['a stay of no night', (of) => ({ holds: [wishFor(of, { checkOutDate: of.stay(1).checkInDate })] })],
])('a request for holds is refused as a whole, with 400, where it names %s', async (_, body) => {
  const { status, body: problem } = await world.post('/holds', body(category));
  expect([status, problem['code']]).toEqual([400, 'invalid_request']);
  expect(await held()).toEqual([0, 0, 0, 0]);
});
