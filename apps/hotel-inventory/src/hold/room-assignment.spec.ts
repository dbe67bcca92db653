import { addDays } from '#contracts';
import { type AssignedNight, assignRooms } from './room-assignment.js';

type Free = Parameters<typeof assignRooms>[0];

/** Which rooms are free, one list a night. */
const free = (...nights: number[][]): Free => nights.map((roomIds, n) => ({ date: addDays('2027-03-27', n), roomIds }));
const roomsOf = (assigned: AssignedNight[]) => assigned.map((night) => night.roomId);

describe('a stay in one room', () => {
  it('does not move when a room is free throughout', () => {
    expect(roomsOf(assignRooms(free([1, 2, 3], [1, 3], [2, 3]), 1))).toEqual([3, 3, 3]);
  });

  it('takes the first of equals', () => {
    expect(roomsOf(assignRooms(free([3, 2, 1], [1, 2, 3]), 1))).toEqual([1, 1]);
  });

  it('moves once rather than twice', () => {
    // Room 1 is free for one night, room 2 for two, and room 3 for the last two.
    expect(roomsOf(assignRooms(free([1, 2], [2, 3], [3]), 1))).toEqual([2, 2, 3]);
  });

  it('has each of its nights, in date order', () => {
    const assigned = assignRooms(free([1], [2], [1]), 1);
    expect(assigned).toEqual([
      { roomId: 1, date: '2027-03-27' },
      { roomId: 2, date: '2027-03-28' },
      { roomId: 1, date: '2027-03-29' },
    ]);
  });

  it('fails loudly when a night has no room, which the counters should have ruled out', () => {
    expect(() => assignRooms(free([1], []), 1)).toThrow('no free room on 2027-03-28');
  });
});

describe('a stay in several rooms', () => {
  it('has each room once a night', () => {
    expect(roomsOf(assignRooms(free([1, 2], [1, 2]), 2))).toEqual([1, 1, 2, 2]);
  });

  it('fails loudly when there is one room too few', () => {
    expect(() => assignRooms(free([1, 2], [1]), 2)).toThrow('no free room on 2027-03-28');
  });

  it('leaves nothing out and needs what is given only read', () => {
    const nights = free([1, 2, 3], [2, 3, 4]);
    const before = structuredClone(nights);
    expect(assignRooms(nights, 3)).toHaveLength(6);
    expect(nights).toEqual(before);
  });
});

describe('whatever is taken already', () => {
  const ROUNDS = 400;

  it('gives each night so many rooms, all different, all free, with the fewest moves there can be', () => {
    const random = seeded(20_270_327);
    for (let round = 0; round < ROUNDS; round++) {
      const nights = randomNights(random);
      const rooms = 1 + Math.floor(random() * Math.min(...nights.map((night) => night.roomIds.length)));
      const assigned = assignRooms(nights, rooms);
      for (const { date, roomIds } of nights) {
        const given = assigned.filter((night) => night.date === date).map((night) => night.roomId);
        expect(given).toHaveLength(rooms);
        expect(new Set(given).size).toBe(rooms);
        expect(given.filter((roomId) => !roomIds.includes(roomId))).toEqual([]);
      }
      expect(movesIn(assignRooms(nights, 1))).toBe(fewestMoves(nights));
    }
  });
});

/** One to seven nights with one to five of six rooms free. */
function randomNights(random: () => number): Free {
  return free(
    ...Array.from({ length: 1 + Math.floor(random() * 7) }, () => {
      const roomIds = [1, 2, 3, 4, 5, 6].filter(() => random() < 0.6);
      return roomIds.length > 0 ? roomIds : [1 + Math.floor(random() * 6)];
    }),
  );
}

function movesIn(assigned: AssignedNight[]): number {
  return assigned.filter((night, n) => n > 0 && night.roomId !== assigned[n - 1]?.roomId).length;
}

/** By trying every way to spend the nights. */
function fewestMoves([first, ...rest]: Free, room?: number): number {
  if (!first) return 0;
  return Math.min(
    ...first.roomIds.map((next) => (room === undefined || next === room ? 0 : 1) + fewestMoves(rest, next)),
  );
}

/** Chance that is the same at every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
