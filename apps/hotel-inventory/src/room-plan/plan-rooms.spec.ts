import { addDays, nightsOf, type Stay } from '#contracts';
import { planRooms, type RoomlessStay, type StayInRoom } from './plan-rooms.js';

const DAY = '2027-06-01';
const NOBODY = () => false;

const night = (day: number) => addDays(DAY, day);
const wanted = (bookingId: string, from: number, until: number): RoomlessStay => ({
  ...{ bookingId, checkInDate: night(from), checkOutDate: night(until) },
});
const inRoom = (roomId: number, bookingId: string, from: number, until: number): StayInRoom => ({
  ...wanted(bookingId, from, until),
  roomId,
});

describe('a plan of rooms', () => {
  it('puts a stay into the gap that it fills best', () => {
    const settled = [inRoom(1, 'a', 0, 2), inRoom(2, 'b', 0, 2), inRoom(2, 'c', 5, 7)];
    expect(planRooms([1, 2, 3], settled, [wanted('new', 2, 5)], NOBODY)).toEqual({
      placed: [inRoom(2, 'new', 2, 5)],
      moved: [],
      unplaced: [],
    });
  });

  it('gives a stay a room throughout where each room is taken on one of its nights, by moving one that comes later', () => {
    const settled = [inRoom(1, 'late', 2, 4), inRoom(2, 'early', 0, 2)];
    const plan = planRooms([1, 2], settled, [wanted('new', 1, 4)], NOBODY);
    expect(plan.unplaced).toEqual([]);
    expect(plan.placed).toEqual([inRoom(1, 'new', 1, 4)]);
    expect(plan.moved).toEqual([{ stay: inRoom(1, 'late', 2, 4), roomId: 2 }]);
  });

  it('has no room for a stay where something fixed stands in each way, and changes nothing for it', () => {
    const settled = [inRoom(1, 'late', 2, 4), inRoom(2, 'early', 0, 2)];
    const plan = planRooms([1, 2], settled, [wanted('new', 1, 4)], () => true);
    expect(plan).toEqual({ placed: [], moved: [], unplaced: [wanted('new', 1, 4)] });
  });

  it('gives a booking of several rooms as many', () => {
    const { placed } = planRooms([1, 2, 3], [inRoom(2, 'a', 0, 3)], [wanted('b', 0, 2), wanted('b', 0, 2)], NOBODY);
    expect(placed.map(({ bookingId, roomId }) => [bookingId, roomId])).toEqual([
      ['b', 1],
      ['b', 3],
    ]);
  });
});

/** A hotel whose guests book and cancel at random; the counters allow a stay where no night is full. */
class RandomHotel {
  readonly rooms: number[];
  readonly today: string;
  private readonly horizon: number;
  private readonly left: number[];

  constructor(private readonly random: () => number) {
    this.rooms = Array.from({ length: this.below(7) + 2 }, (_, index) => index + 1);
    this.horizon = this.below(20) + 8;
    this.left = Array.from({ length: this.horizon }, () => this.rooms.length);
    this.today = night(this.below(4));
  }

  /** A stay from today on for which each night has a room left; undefined where this one is sold out. */
  book(bookingId: string): RoomlessStay | undefined {
    const first = nightsOf({ checkInDate: DAY, checkOutDate: this.today === DAY ? night(1) : this.today }).length;
    const from = (this.today === DAY ? 0 : first) + this.below(this.horizon - first);
    const until = Math.min(this.horizon, from + 1 + this.below(6));
    if (from >= until || this.left.slice(from, until).some((rooms) => rooms === 0)) return undefined;
    for (let day = from; day < until; day++) this.left[day] = (this.left[day] ?? 0) - 1;
    return wanted(bookingId, from, until);
  }

  cancel(stay: Stay): void {
    for (const date of nightsOf(stay)) {
      const day = nightsOf({ checkInDate: DAY, checkOutDate: addDays(date, 1) }).length - 1;
      this.left[day] = (this.left[day] ?? 0) + 1;
    }
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }
}

/** Mulberry32: the same cases in every run. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** What a way of giving rooms did in one case. */
interface Tally {
  stays: number;
  repairs: number;
  moved: number;
  unplaced: number;
  changing: number;
}

type Way = (hotel: RandomHotel, settled: StayInRoom[], stay: RoomlessStay, tally: Tally) => StayInRoom[];

const planned: Way = (hotel, settled, stay, tally) => {
  const isFixed = ({ checkInDate }: Stay) => checkInDate <= hotel.today;
  const plan = planRooms(hotel.rooms, settled, [stay], isFixed);
  tally.unplaced += plan.unplaced.length;
  if (plan.moved.length > 0) tally.repairs++;
  tally.moved += plan.moved.length;
  for (const { stay: before, roomId } of plan.moved) {
    if (isFixed(before)) throw new Error(`${before.bookingId} is in house and was moved`);
    settled = settled.map((one) => (isSame(one, before) ? { ...one, roomId } : one));
  }
  return [...settled, ...plan.placed];
};

/** The control: the lowest room that is free throughout, else always the one that stays free the longest. */
const greedy: Way = (hotel, settled, stay, tally) => {
  const isFree = (roomId: number, date: string) =>
    !settled.some((one) => one.roomId === roomId && one.checkInDate <= date && date < one.checkOutDate);
  const dates = nightsOf(stay);
  const given: StayInRoom[] = [];
  for (let at = 0; at < dates.length;) {
    const runs = hotel.rooms.map((roomId) => ({
      roomId,
      nights: runOf(dates.slice(at), (date) => isFree(roomId, date)),
    }));
    const best = runs.reduce((a, b) => (b.nights > a.nights ? b : a));
    if (best.nights === 0) break;
    const checkInDate = dates[at] ?? '';
    given.push({ ...stay, roomId: best.roomId, checkInDate, checkOutDate: addDays(checkInDate, best.nights) });
    at += best.nights;
  }
  if (given.length > 1) tally.changing++;
  return [...settled, ...given];
};

function runOf(dates: readonly string[], isFree: (date: string) => boolean): number {
  const end = dates.findIndex((date) => !isFree(date));
  return end === -1 ? dates.length : end;
}

function isSame(a: StayInRoom, b: StayInRoom): boolean {
  return a.bookingId === b.bookingId && a.roomId === b.roomId;
}

function play(cases: number, way: Way): Tally {
  const tally: Tally = { stays: 0, repairs: 0, moved: 0, unplaced: 0, changing: 0 };
  for (let seed = 1; seed <= cases; seed++) {
    const hotel = new RandomHotel(randomFrom(seed));
    let settled: StayInRoom[] = [];
    for (let n = 0; n < 60; n++) {
      if (settled.length > 0 && hotel.below(5) === 0) {
        const [gone] = settled.splice(hotel.below(settled.length), 1);
        if (gone) hotel.cancel(gone);
        continue;
      }
      const stay = hotel.book(`b${n}`);
      if (!stay) continue;
      tally.stays++;
      settled = way(hotel, settled, stay, tally);
    }
    assertNoRoomIsGivenTwice(settled);
  }
  return tally;
}

function assertNoRoomIsGivenTwice(settled: readonly StayInRoom[]): void {
  const given = settled.flatMap((stay) => nightsOf(stay).map((date) => `${stay.roomId} ${date}`));
  if (new Set(given).size !== given.length) throw new Error('a room is given twice on one night');
}

describe('plans of 10,000 random hotels', () => {
  it('give every stay that the counters allow one room throughout, and move few', () => {
    const tally = play(10_000, planned);
    expect(tally.stays).toBeGreaterThan(100_000);
    expect(tally.repairs).toBeGreaterThan(1_000);
    expect(tally.unplaced).toBe(0);
    expect(tally.moved / tally.repairs).toBeLessThan(3);
  });

  it('are needed: who always takes the room that is free the longest makes guests change rooms', () => {
    expect(play(1_000, greedy).changing).toBeGreaterThan(100);
  });
});
