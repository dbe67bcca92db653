import { randomUUID } from 'node:crypto';
import type { HoldRequest } from '#contracts';
import type { TestCategory } from '../support/category.js';
import { datesOf, told, wishFor } from './hold-wishes.js';
import { HoldWorld, NO_LIMITS } from './hold-world.js';

const LIMITS = {
  ...NO_LIMITS,
  ...{ ROOM_NIGHTS_PER_HOLD: '12', ROOM_NIGHTS_AT_ONCE: '20', ROOM_NIGHTS_PER_GUEST: '30' },
  ...{ STAFF_LIMITS_TIMES: '2', SERVICE_LIMITS_TIMES: '3' },
};

let world: HoldWorld;
let category: TestCategory;
let holder: string;

beforeAll(async () => {
  world = await HoldWorld.start(LIMITS);
});
afterAll(async () => {
  try {
    await world.planRooms();
    expect(await world.broken()).toEqual([]);
  } finally {
    await world.close();
  }
});
beforeEach(async () => {
  category = await world.category(100);
  holder = `guest-${randomUUID()}`;
});

/** So many rooms for so many nights, beginning after so many days. */
const wish = (rooms: number, from: number, nights: number, parts: Partial<HoldRequest> = {}, of = category) =>
  wishFor(of, { holder, rooms, totalGuests: rooms, ...datesOf(of, from, nights), ...parts });
const take = async (...wishes: HoldRequest[]) => (await world.take(wishes)).map(told);
const refusal = async (request: HoldRequest) => {
  const [answer] = await world.take([request]);
  return answer?.outcome === 'refused' ? answer.problem : answer;
};
const setLimits = (limits: Record<string, number | null>, of = category) =>
  world.database.query(
    `UPDATE Hotel SET ${Object.keys(limits)
      .map((name) => `${name} = ?`)
      .join(', ')} WHERE id = ?`,
    [...Object.values(limits), of.hotelId],
  );

describe('rooms × nights of one hold', () => {
  it('are so many, exactly', async () => {
    expect(await take(wish(4, 1, 3))).toEqual(['held']);
    expect(await refusal(wish(13, 10, 1))).toMatchObject({
      ...{ status: 422, code: 'hold_too_large', roomNights: 13, maxRoomNights: 12 },
    });
    expect(await world.kept(holder)).toEqual({ held: 1, sold: 0, abandoned: 0 });
  });

  it('are as many times as many as the role has', async () => {
    for (const [holderRole, most] of [
      ['guest', 12],
      ['staff', 24],
      ['service', 36],
    ] as const) {
      const parts = { holderRole, holder: holderRole };
      expect(await take(wish(most + 1, 1, 1, parts), wish(most, 1, 1, parts))).toEqual(['hold_too_large', 'held']);
    }
  });
});

describe('rooms × nights of stays that overlap', () => {
  it('are so many together, held and sold, wherever they are', async () => {
    const elsewhere = await world.category(50);
    const [sold] = await world.taken([wish(5, 1, 2), wish(2, 2, 3, {}, elsewhere)]);
    await world.confirm([sold ?? '']);
    expect(await refusal(wish(5, 2, 1))).toMatchObject({
      ...{ status: 422, code: 'too_many_room_nights', limit: 'roomNightsAtOnce', roomNights: 21, maxRoomNights: 20 },
    });
    expect(await take(wish(4, 2, 1))).toEqual(['held']);
  });

  it('are not those of stays that only meet', async () => {
    await world.taken([wish(6, 1, 2), wish(6, 5, 1)]);
    expect(await take(wish(6, 3, 2))).toEqual(['held']);
  });

  it('are counted within one batch', async () => {
    expect(await take(wish(12, 1, 1), wish(9, 1, 1), wish(8, 1, 1))).toEqual(['held', 'too_many_room_nights', 'held']);
  });
});

describe('rooms × nights of all stays to come', () => {
  it('are so many', async () => {
    await world.taken([wish(12, 1, 1), wish(12, 3, 1)]);
    expect(await refusal(wish(7, 5, 1))).toMatchObject({
      ...{ status: 422, code: 'too_many_room_nights', limit: 'roomNights', roomNights: 31, maxRoomNights: 30 },
    });
    expect(await take(wish(6, 5, 1))).toEqual(['held']);
  });

  it('are fewer again when one is released, lapses, or is over', async () => {
    const [released = '', lapsed = '', past = ''] = await world.taken([wish(12, 1, 1), wish(12, 3, 1), wish(6, 5, 1)]);
    await world.confirm([past]);
    expect(await take(wish(1, 7, 1))).toEqual(['too_many_room_nights']);
    await world.release([released]);
    await world.endLease(lapsed);
    // As if the guests had left the day before yesterday.
    await world.database.query(
      'UPDATE Hold SET checkInDate = UTC_DATE() - INTERVAL 3 DAY, checkOutDate = UTC_DATE() - INTERVAL 2 DAY WHERE bookingId = ?',
      [past],
    );
    expect(await take(wish(12, 7, 1), wish(12, 9, 1), wish(7, 11, 1), wish(6, 11, 1))).toEqual([
      ...['held', 'held', 'too_many_room_nights', 'held'],
    ]);
    const { checkInDate, checkOutDate } = category.stay(5, 1);
    await world.database.query('UPDATE Hold SET checkInDate = ?, checkOutDate = ? WHERE bookingId = ?', [
      ...[checkInDate, checkOutDate, past],
    ]);
  });
});

describe('a hotel that has limits of its own', () => {
  it('allows less than the operator, of what is kept from it', async () => {
    await setLimits({ roomNightsPerHold: 3, roomNightsAtOnce: 4, roomNights: 5 });
    const elsewhere = await world.category(50);
    await world.taken([wish(12, 1, 1, {}, elsewhere)]);
    expect(await refusal(wish(4, 1, 1))).toMatchObject({ code: 'hold_too_large', maxRoomNights: 3 });
    await world.taken([wish(3, 1, 1)]);
    expect(await refusal(wish(2, 1, 1))).toMatchObject({ limit: 'roomNightsAtOnce', roomNights: 5, maxRoomNights: 4 });
    expect(await refusal(wish(3, 2, 1))).toMatchObject({ limit: 'roomNights', roomNights: 6, maxRoomNights: 5 });
    expect(await take(wish(2, 2, 1))).toEqual(['held']);
  });

  it('allows more than the operator, or as many as anybody wants', async () => {
    await setLimits({ roomNightsPerHold: 40, roomNightsAtOnce: 80, roomNights: 0 });
    expect(await take(wish(40, 1, 1), wish(40, 1, 1, { holderRole: 'staff' }), wish(41, 3, 1))).toEqual([
      ...['held', 'held', 'hold_too_large'],
    ]);
    expect(await take(wish(1, 1, 1), wish(40, 3, 1))).toEqual(['too_many_room_nights', 'held']);
  });
});
