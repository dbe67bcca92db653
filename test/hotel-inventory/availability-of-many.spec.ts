import { randomUUID } from 'node:crypto';
import type { Availability, AvailabilityAnswer, CategoryAvailability } from '#contracts';
import { type TestCategory, TestSystem } from '../support/system.js';

const MOST = 250;

describe('availability of many stays', () => {
  let system: TestSystem;
  let service: string;

  beforeAll(async () => {
    system = await TestSystem.start();
    service = await system.serviceToken();
  });
  afterAll(() => system.close());

  const stayOf = (category: TestCategory, from = 1, nights = 2, wish: object = {}) => {
    const { hotelId: _, ...stay } = category.stay(from, nights);
    return { ...stay, rooms: 1, ...wish };
  };
  const ask = (stays: object[], token: string | undefined = service) =>
    system.toInventory<{ stays: AvailabilityAnswer[]; code?: string }>('POST', '/availability', {
      token,
      json: { stays },
    });
  const askOne = async (stay: Record<string, unknown>) => {
    const search = new URLSearchParams(stay as unknown as Record<string, string>);
    const { body } = await system.toInventory<Availability>('GET', `/availability?${search.toString()}`, {
      token: service,
    });
    return body;
  };

  it('is what each of them is told by itself: free, sold out, lapsed, own, equal ones and one that does not exist', async () => {
    const [free, full, lapsed] = [await system.category(2), await system.category(1), await system.category(1)];
    const { body: own } = await system.book(full);
    const gone = await system.book(lapsed);
    await system.inventoryDb.query(
      'UPDATE Hold SET deadline = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE bookingId = ?',
      [gone.body.bookingId],
    );
    const stays = [
      stayOf(free),
      stayOf(full),
      stayOf(full, 1, 2, { bookingId: own.bookingId }),
      stayOf(full, 1, 2, { bookingId: randomUUID() }),
      stayOf(lapsed),
      stayOf(lapsed, 2, 3, { totalGuests: 5 }),
      stayOf(free),
      stayOf(free, 25, 10),
    ];
    const { status, body } = await ask([...stays, { ...stayOf(free), roomCategoryId: 2_147_483_647 }]);
    expect(status).toBe(200);
    for (const [index, stay] of stays.entries()) {
      expect(body.stays[index]).toEqual({ outcome: 'found', availability: await askOne(stay) });
    }
    const available = body.stays.map((answer) => answer.outcome === 'found' && answer.availability.available);
    expect(available).toEqual([true, false, true, false, true, false, true, false, false]);
    expect(body.stays.at(-1)).toMatchObject({ outcome: 'refused', problem: { code: 'room_category_not_found' } });
  });

  it(`may be ${MOST} stays, and not one more`, async () => {
    const category = await system.category(1);
    const stays = Array.from({ length: MOST }, (_, n) => stayOf(category, n % 20, 1 + (n % 5)));
    const { body } = await ask(stays);
    expect(body.stays).toHaveLength(MOST);
    expect(body.stays.every((answer) => answer.outcome === 'found' && answer.availability.available)).toBe(true);
    expect((await ask([...stays, stayOf(category)])).status).toBe(400);
  });

  it('is for services alone', async () => {
    const stays = [stayOf(await system.category(1))];
    expect((await ask(stays, '')).status).toBe(401);
    for (const role of ['guest', 'staff'] as const) {
      expect((await ask(stays, await system.token('somebody', role))).status).toBe(403);
    }
  });

  it.each([
    ['no stays', []],
    ['a list in the place of a stay', [[]]],
    ['a stay without rooms', [{ roomCategoryId: 1, checkInDate: '2027-03-27', checkOutDate: '2027-03-29' }]],
    [
      'a stay that ends before it begins',
      [{ roomCategoryId: 1, checkInDate: '2027-03-29', checkOutDate: '2027-03-27', rooms: 1 }],
    ],
  ])('refuses %s', async (_, stays) => {
    const { status, body } = await ask(stays);
    expect(status).toBe(400);
    expect(body.code).toBe('invalid_request');
  });

  it('of a hotel is told to anybody, category by category', async () => {
    const category = await system.category(2);
    const { checkInDate, checkOutDate, hotelId } = category.stay();
    await system.book(category);
    const path = (id: number) => `/hotels/${id}/availability?checkInDate=${checkInDate}&checkOutDate=${checkOutDate}`;
    const { status, body } = await system.toInventory<{ categories: CategoryAvailability[] }>('GET', path(hotelId));
    expect(status).toBe(200);
    expect(body.categories).toEqual([
      {
        ...{ roomCategoryId: category.id, name: 'Double', roomType: 'DOUBLE', maxGuests: 2 },
        ...(await askOne(stayOf(category))),
      },
    ]);
    expect(body.categories[0]?.roomsLeft).toBe(1);
    const nowhere = await system.toInventory('GET', path(2_147_483_647));
    expect([nowhere.status, nowhere.body['code']]).toEqual([404, 'hotel_not_found']);
  });
});
