import type { HoldAnswer, NamedHoldRequest } from '#contracts';
import { Line } from '../support/line.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { brokenInvariants } from '../support/invariants.js';
import type { TestCategory } from '../support/system.js';
import { CapsWorld, datesOf, LIMITS, wishFor } from './hold-caps-world.js';

const outcomes = (answers: readonly HoldAnswer[]) => answers.map(({ outcome }) => outcome);
const codes = (answers: readonly HoldAnswer[]) =>
  answers.map((answer) => (answer.outcome === 'refused' ? answer.problem['code'] : answer.outcome));

/** As booking asks for holds: many with one request. */
describe('holds that are asked for together', () => {
  let databases: TestDatabases;
  let line: Line;
  let world: CapsWorld;
  let category: TestCategory;

  beforeAll(async () => {
    databases = await createDatabases();
    line = await Line.to(databases.inventoryUrl);
    world = await CapsWorld.start({}, { databases, inventoryDatabaseUrl: line.url });
  });
  afterAll(async () => {
    await world.close();
    await line.close();
    await databases.drop();
  });
  beforeEach(async () => {
    category = await world.system.category(3);
  });
  afterEach(async () => {
    expect(await brokenInvariants(world.system)).toEqual([]);
  });

  const held = async (of = category) => (await world.system.nights(of.id)).slice(1, 5).map((night) => night.held);
  const rowsOf = (requests: readonly NamedHoldRequest[]) =>
    world.system.count('inventory', 'Hold', `bookingId IN (${requests.map(() => '?').join(', ')})`, [
      ...requests.map(({ bookingId }) => bookingId),
    ]);

  it('are taken for different hotels, each at its own price, with its own nights and for its own guest', async () => {
    const others = await Promise.all([11_000, 12_345].map((price) => world.system.category(2, { price })));
    const requests = [category, ...others].map((one, n) =>
      wishFor(one, { ...datesOf(one, 1, 2), rooms: n === 0 ? 3 : 1 }),
    );
    const answers = await world.takeTogether(requests);
    expect(answers.map(({ bookingId }) => bookingId)).toEqual(requests.map(({ bookingId }) => bookingId));
    expect(answers.map((answer) => (answer.outcome === 'held' ? answer.hold.amount : answer))).toEqual([
      60_000, 22_000, 24_690,
    ]);
    expect(await Promise.all([category, ...others].map(held))).toEqual([
      [3, 3, 0, 0],
      [1, 1, 0, 0],
      [1, 1, 0, 0],
    ]);
    for (const { holder } of requests) expect(await world.counts(holder)).toMatchObject({ live: 1, held: 1 });
  });

  it('are answered as PUT answers a repeat of each', async () => {
    const request = wishFor(category, { rooms: 2, totalGuests: 4, expectedAmount: 20_000 });
    const [answer] = await world.takeTogether([request, wishFor(category)]);
    const { status, body } = await world.takeAlone({ ...request, holdSeconds: 1 });
    expect(status).toBe(200);
    expect(answer).toEqual({ bookingId: request.bookingId, outcome: 'held', hold: body });
  });

  it('get exactly the rooms that there are, in the order in which they are named; the rest is told of the nights', async () => {
    const requests = Array.from({ length: 10 }, () => wishFor(category, datesOf(category, 1, 2)));
    const answers = await world.takeTogether(requests);
    expect(codes(answers)).toEqual([...Array<string>(3).fill('held'), ...Array<string>(7).fill('sold_out')]);
    const last = answers.at(-1);
    const { checkInDate, checkOutDate } = category.stay(2, 1);
    expect(last).toMatchObject({ problem: { status: 409, nights: [category.stay(1).checkInDate, checkInDate] } });
    expect(checkOutDate).toBe(category.stay(3).checkInDate);
    expect(await held()).toEqual([3, 3, 0, 0]);
    expect(await rowsOf(requests)).toBe(3);
  });

  it('are whole stays: one of which a night is full takes nothing, and its other nights go to who comes after', async () => {
    const one = await world.system.category(1);
    const requests = [
      wishFor(one, datesOf(one, 2, 1)),
      wishFor(one, datesOf(one, 1, 3)),
      wishFor(one, datesOf(one, 3, 2)),
      wishFor(one, datesOf(one, 1, 1)),
    ];
    expect(codes(await world.takeTogether(requests))).toEqual(['held', 'sold_out', 'held', 'held']);
    expect(await held(one)).toEqual([1, 1, 1, 1]);
    expect(await rowsOf(requests)).toBe(3);
  });

  it('do not go together with a repeat: that is left to PUT, which keeps the one hold', async () => {
    const known = wishFor(category);
    await world.takeTogether([known]);
    const twice = wishFor(category);
    const answers = await world.takeTogether([known, twice, twice]);
    expect(outcomes(answers)).toEqual(['alone', 'held', 'alone']);
    expect((await world.takeAlone(known)).status).toBe(200);
    expect((await world.takeAlone(twice)).status).toBe(200);
    expect(await held()).toEqual([2, 0, 0, 0]);
  });

  it('of one guest go one by one, so that each is counted', async () => {
    const holder = 'Ada Lovelace';
    const requests = [wishFor(category, { holder }), wishFor(category), wishFor(category, { holder })];
    expect(outcomes(await world.takeTogether(requests))).toEqual(['held', 'held', 'alone']);
    expect(await world.counts(holder)).toMatchObject({ live: 1, held: 1 });
    expect((await world.takeAlone(requests[2] ?? wishFor(category))).status).toBe(200);
    expect(await world.counts(holder)).toMatchObject({ live: 2, held: 2 });
  });

  it('of a guest who keeps as many as one may are refused, with for how long, as by PUT', async () => {
    const holder = 'guest-at-limit';
    const roomy = await world.system.category(20);
    for (let n = 0; n < Number(LIMITS.HOLDS_PER_GUEST); n++) await world.taken(roomy, holder);
    const request = wishFor(roomy, { holder });
    const answers = await world.takeTogether([request, wishFor(roomy)]);
    expect(codes(answers)).toEqual(['too_many_pending_bookings', 'held']);
    expect(answers[0]).toMatchObject({ problem: { status: 429 }, retryAfterSeconds: expect.any(Number) as unknown });
    const { status, body } = await world.takeAlone(request);
    expect([status, body['code']]).toEqual([429, 'too_many_pending_bookings']);
  });

  it.each<[string, number, string, (of: TestCategory) => Partial<NamedHoldRequest>]>([
    ['a category that is not there', 404, 'room_category_not_found', () => ({ roomCategoryId: 2_000_000_000 })],
    ['a category of another hotel', 404, 'room_category_not_found', (of) => ({ hotelId: of.hotelId + 1 })],
    ['a price that is another', 409, 'price_changed', () => ({ expectedAmount: 9_999 })],
    ['a date that is past', 400, 'invalid_request', (of) => datesOf(of, -1, 2)],
    ['more guests than may stay', 400, 'invalid_request', () => ({ totalGuests: 3 })],
    ['nights that are not on sale', 409, 'not_on_sale', (of) => datesOf(of, 29, 2)],
    ['more rooms than there are', 409, 'sold_out', () => ({ rooms: 4 })],
    ['more than one hold may be', 422, 'hold_too_large', (of) => ({ ...datesOf(of, 1, 13) })],
  ])('are refused for %s with %i %s, as by PUT, and whoever is beside them is not', async (_, status, code, wish) => {
    const request = wishFor(category, wish(category));
    const [refused, neighbour] = await world.takeTogether([request, wishFor(category)]);
    const alone = await world.takeAlone(request);
    expect([alone.status, alone.body['code']]).toEqual([status, code]);
    const { requestId, ...problem } = alone.body;
    expect(requestId).toEqual(expect.any(String));
    expect(refused).toEqual({
      ...{ bookingId: request.bookingId, outcome: 'refused' },
      problem: { ...problem, requestId: expect.any(String) as unknown },
    });
    expect(neighbour?.outcome).toBe('held');
    expect(await rowsOf([request])).toBe(0);
  });

  it('find rooms whose lease has ended: those go alone, and PUT takes them back', async () => {
    const ids = [
      await world.taken(category),
      await world.taken(category, 'guest-8'),
      await world.taken(category, 'guest-9'),
    ];
    await world.endLease(ids[0] ?? '');
    const requests = [wishFor(category), wishFor(category, { rooms: 2, totalGuests: 2 })];
    expect(codes(await world.takeTogether(requests))).toEqual(['alone', 'sold_out']);
    expect(await Promise.all(ids.map((id) => world.system.holdStatus(id)))).toEqual(['HELD', 'HELD', 'HELD']);
    expect((await world.takeAlone(requests[0] ?? wishFor(category))).status).toBe(200);
    expect(await world.system.holdStatus(ids[0] ?? '')).toBe('LAPSED');
    expect(await held()).toEqual([3, 2, 0, 0]);
  });

  it('are looked at once more where a night goes to somebody else before they have it', async () => {
    const one = await world.system.category(1);
    const read = line.holdAnswerTo(/FROM Holder/);
    const requests = [wishFor(one, datesOf(one, 1, 2)), wishFor(category)];
    const together = world.takeTogether(requests);
    await read.held;
    expect((await world.takeAlone(wishFor(one, datesOf(one, 2, 1)))).status).toBe(200);
    read.release();
    expect(codes(await together)).toEqual(['sold_out', 'held']);
    expect([await held(one), await held()]).toEqual([
      [0, 1, 0, 0],
      [1, 0, 0, 0],
    ]);
    expect(await rowsOf(requests)).toBe(1);
  });

  it.each<[string, (of: TestCategory) => object]>([
    ['none', () => ({ holds: [] })],
    ['nothing', () => ({})],
    ['101 of them', (of) => ({ holds: Array.from({ length: 101 }, () => wishFor(of)) })],
    ['no list', (of) => ({ holds: wishFor(of) })],
    ['one that is nothing', (of) => ({ holds: [wishFor(of), null] })],
    ['one that is a list', (of) => ({ holds: [wishFor(of), []] })],
    ['one that is a list of one', (of) => ({ holds: [[wishFor(of)]] })],
    ['a member that is not known', (of) => ({ holds: [{ ...wishFor(of), status: 'CONFIRMED' }] })],
    ['one without a holder', (of) => ({ holds: [wishFor(of), { ...wishFor(of), holder: undefined }] })],
    ['a holder of 65 letters', (of) => ({ holds: [wishFor(of, { holder: 'x'.repeat(65) })] })],
    ['an id that is none', (of) => ({ holds: [wishFor(of, { bookingId: '1' })] })],
    ['no room', (of) => ({ holds: [wishFor(of, { rooms: 0 })] })],
    ['a stay of no night', (of) => ({ holds: [wishFor(of, { checkOutDate: of.stay(1).checkInDate })] })],
  ])('are refused as a whole, with 400, where the request names %s', async (_, body) => {
    const token = await world.system.serviceToken();
    const answer = await world.system.toInventory('POST', '/holds', { token, json: body(category) });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request']);
    expect(await held()).toEqual([0, 0, 0, 0]);
  });

  it('are as many as 100', async () => {
    const roomy = await world.system.category(100);
    const answers = await world.takeTogether(Array.from({ length: 100 }, () => wishFor(roomy)));
    expect(new Set(outcomes(answers))).toEqual(new Set(['held']));
    expect(await held(roomy)).toEqual([100, 0, 0, 0]);
  });
});
