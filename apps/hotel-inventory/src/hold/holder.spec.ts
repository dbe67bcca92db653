import type { HoldRequest } from '#contracts';
import type { HotelLimits } from '../night/offer.js';
import {
  type HoldLimits,
  type Kept,
  type KeptStay,
  limitsOf,
  NO_LIMITS,
  NOTHING_KEPT,
  refusalOf,
  roomNightsOf,
} from './holder.js';

const NO_HOTEL_LIMITS: HotelLimits = { roomNightsPerHold: null, roomNights: null, roomNightsAtOnce: null };
const REQUEST: HoldRequest = {
  ...{ bookingId: 'b', holder: 'guest-1', holderRole: 'guest', hotelId: 1, roomCategoryId: 11, rooms: 2 },
  ...{ checkInDate: '2027-03-10', checkOutDate: '2027-03-13', totalGuests: 2, holdSeconds: 665 },
};
const ROOM_NIGHTS = 6;

const stay = (parts: Partial<KeptStay> = {}): KeptStay => ({
  ...{ hotelId: 1, rooms: 1, checkInDate: '2027-03-10', checkOutDate: '2027-03-11', endsInSeconds: null },
  ...parts,
});
const kept = (parts: Partial<Kept> = {}): Kept => ({ ...NOTHING_KEPT, revision: 0, ...parts });
const refusal = (of: Kept, limits: Partial<HoldLimits>, ofHotel: Partial<HotelLimits> = {}) =>
  refusalOf(REQUEST, of, { ...NO_LIMITS, times: 1, ...limits }, { ...NO_HOTEL_LIMITS, ...ofHotel });
const code = (...args: Parameters<typeof refusal>) => refusal(...args)?.code;

it('a hold keeps its rooms on each of its nights, not on the day of departure', () => {
  expect(roomNightsOf({ rooms: 3, checkInDate: '2027-03-27', checkOutDate: '2027-03-29' })).toBe(6);
});

describe('the limits of a role', () => {
  const ofGuest = { pending: 5, abandoned: 10, roomNightsPerHold: 300, roomNights: 600, roomNightsAtOnce: 0 };
  it('are those of a guest, so many times', () => {
    expect(limitsOf(ofGuest, 1)).toEqual({ times: 1, ...ofGuest });
    expect(limitsOf(ofGuest, 10)).toEqual({
      ...{ times: 10, pending: 50, abandoned: 100, roomNightsPerHold: 3_000, roomNights: 6_000 },
      // What is no limit for a guest is none for anybody.
      roomNightsAtOnce: 0,
    });
  });

  it('are none for a role that has them no times', () => {
    expect(limitsOf(ofGuest, 0)).toEqual(NO_LIMITS);
  });
});

describe('a hotel’s own limits', () => {
  it('are a guest’s: who has several times those has several times these, and who has none has none', () => {
    const ofHotel = { roomNightsPerHold: ROOM_NIGHTS - 1 };
    expect(code(kept(), { times: 1 }, ofHotel)).toBe('hold_too_large');
    expect(code(kept(), { times: 10 }, ofHotel)).toBeUndefined();
    expect(code(kept(), { times: 0 }, ofHotel)).toBeUndefined();
  });
});

describe('a hold', () => {
  it('may be as large as the limit, and no larger', () => {
    expect(refusal(kept(), { roomNightsPerHold: ROOM_NIGHTS })).toBeUndefined();
    expect(refusal(kept(), { roomNightsPerHold: ROOM_NIGHTS - 1 })).toMatchObject({
      ...{ kind: 'unprocessable', code: 'hold_too_large' },
      members: { roomNights: ROOM_NIGHTS, maxRoomNights: ROOM_NIGHTS - 1 },
    });
  });

  it('may be the last pending one that is allowed; the next waits for the first one that ends', () => {
    const pending = [600, 30, 300].map((endsInSeconds) => stay({ endsInSeconds }));
    expect(refusal(kept({ stays: pending }), { pending: 4 })).toBeUndefined();
    expect(refusal(kept({ stays: pending }), { pending: 3 })).toMatchObject({
      ...{ kind: 'too_many', code: 'too_many_pending_bookings', retryAfterSeconds: 30 },
    });
  });

  it('is told to wait until the sweep has come, also where a lease ends at once', () => {
    expect(refusal(kept({ stays: [stay({ endsInSeconds: 1 })] }), { pending: 1 })).toMatchObject({
      retryAfterSeconds: 5,
    });
  });

  it('is not counted as pending once it is sold', () => {
    expect(refusal(kept({ stays: [stay(), stay()] }), { pending: 1 })).toBeUndefined();
  });

  it('is refused after too many that were abandoned, until their window is over', () => {
    const abandoned = { abandoned: 3, windowEndsInSeconds: 1_200 };
    expect(refusal(kept(abandoned), { abandoned: 4 })).toBeUndefined();
    expect(refusal(kept(abandoned), { abandoned: 3 })).toMatchObject({
      ...{ kind: 'too_many', code: 'too_many_abandoned_bookings', retryAfterSeconds: 1_200 },
    });
  });

  it('meets the first limit that it would pass', () => {
    const all = kept({ stays: [stay({ endsInSeconds: 9 })], abandoned: 1, windowEndsInSeconds: 9 });
    const limits = { roomNightsPerHold: 1, pending: 1, abandoned: 1, roomNightsAtOnce: 1, roomNights: 1 };
    expect(code(all, limits)).toBe('hold_too_large');
    expect(code(all, { ...limits, roomNightsPerHold: 0 })).toBe('too_many_pending_bookings');
    expect(code(all, { ...limits, roomNightsPerHold: 0, pending: 0 })).toBe('too_many_abandoned_bookings');
    expect(code(all, { roomNightsAtOnce: 1, roomNights: 1 })).toBe('too_many_room_nights');
    expect(code(all, NO_LIMITS)).toBeUndefined();
  });
});

describe('the rooms × nights of all stays to come', () => {
  it('may be as many as the limit, held and sold together, wherever they are', () => {
    const stays = [
      stay({ endsInSeconds: 9 }),
      stay({ hotelId: 2, checkInDate: '2027-05-01', checkOutDate: '2027-05-03' }),
    ];
    expect(refusal(kept({ stays }), { roomNights: 3 + ROOM_NIGHTS })).toBeUndefined();
    expect(refusal(kept({ stays }), { roomNights: 2 + ROOM_NIGHTS })).toMatchObject({
      ...{ kind: 'unprocessable', code: 'too_many_room_nights' },
      members: { limit: 'roomNights', roomNights: 3 + ROOM_NIGHTS, maxRoomNights: 2 + ROOM_NIGHTS },
    });
  });
});

describe('the rooms × nights of stays that overlap', () => {
  it('are those of each whole stay that shares a night, and of no other', () => {
    const stays = [
      stay({ checkInDate: '2027-03-01', checkOutDate: '2027-03-11' }),
      stay({ hotelId: 2, checkInDate: '2027-03-12', checkOutDate: '2027-03-14' }),
      // They only meet: the one leaves on the day on which the other comes.
      stay({ checkInDate: '2027-03-08', checkOutDate: '2027-03-10' }),
      stay({ checkInDate: '2027-03-13', checkOutDate: '2027-03-20' }),
    ];
    const most = 10 + 2 + ROOM_NIGHTS;
    expect(refusal(kept({ stays }), { roomNightsAtOnce: most })).toBeUndefined();
    expect(refusal(kept({ stays }), { roomNightsAtOnce: most - 1 })?.members).toEqual({
      ...{ limit: 'roomNightsAtOnce', roomNights: most, maxRoomNights: most - 1 },
    });
  });
});

describe('a hotel that has limits of its own', () => {
  const stays = [stay({ rooms: 3 }), stay({ hotelId: 2, rooms: 40 })];

  it('counts only what is kept from it', () => {
    const here = 3 + ROOM_NIGHTS;
    for (const limit of ['roomNights', 'roomNightsAtOnce'] as const) {
      expect(refusal(kept({ stays }), {}, { [limit]: here })).toBeUndefined();
      expect(refusal(kept({ stays }), {}, { [limit]: here - 1 })?.members).toMatchObject({ limit, roomNights: here });
    }
  });

  it.each(['roomNightsPerHold', 'roomNights', 'roomNightsAtOnce'] as const)(
    'allows more %s than the operator, or as many as anybody wants',
    (limit) => {
      expect(refusal(kept({ stays }), { [limit]: 1 })).toBeDefined();
      for (const most of [0, 100]) expect(refusal(kept({ stays }), { [limit]: 1 }, { [limit]: most })).toBeUndefined();
    },
  );

  it('leaves to the operator what it says nothing of', () => {
    expect(refusal(kept({ stays }), { roomNights: 48 }, { roomNightsAtOnce: 100 })?.members).toEqual({
      ...{ limit: 'roomNights', roomNights: 43 + ROOM_NIGHTS, maxRoomNights: 48 },
    });
  });
});
