import { type CalendarDate, numberOfNights, type Stay } from '#contracts';

/** A stay in one room. */
export interface StayInRoom extends Stay {
  bookingId: string;
  roomId: number;
}

/** One room wanted for a stay. */
export type RoomlessStay = Omit<StayInRoom, 'roomId'>;

export interface RoomPlan {
  /** The stays that were without a room, with one. */
  placed: StayInRoom[];
  /** Stays that had a room and have another one now: as they were, and the room that they have. */
  moved: { stay: StayInRoom; roomId: number }[];
  /** Those for which there is none. It comes to that only where something fixed stands in the way. */
  unplaced: RoomlessStay[];
}

/** Behind it nobody stays. */
const NEVER = '9999-12-31';

/**
 * Gives each of these stays a room of the category for all of its nights. `settled` are the stays that have one; those
 * that are `fixed`, such as guests in house, keep it. A stay gets the room into which it fits best. Where no room is free
 * throughout, it gets one that is free on its first night; where another stay is in the way there, that one and those
 * after it change places with the stays of a second room, which is free on that night, until a day on which both rooms
 * are between stays. As long as there are fewer stays than rooms on each night, this always works out but for what is
 * fixed: the second room is free on the first night in the way, and each change puts off the next one.
 */
export function planRooms(
  rooms: readonly number[],
  settled: readonly StayInRoom[],
  wanted: readonly RoomlessStay[],
  isFixed: (stay: Stay) => boolean,
): RoomPlan {
  const plan = new Plan(rooms, settled, isFixed);
  const unplaced = wanted.filter((stay) => !plan.place(stay));
  return { ...plan.result(settled), unplaced };
}

class Plan {
  /** The stays of each room by date. */
  private readonly rooms: Map<number, RoomlessStay[]>;

  constructor(
    rooms: readonly number[],
    settled: readonly StayInRoom[],
    private readonly isFixed: (stay: Stay) => boolean,
  ) {
    this.rooms = new Map(rooms.map((roomId) => [roomId, []]));
    for (const { roomId, ...stay } of settled) this.rooms.get(roomId)?.push(stay);
    for (const stays of this.rooms.values()) stays.sort(byDate);
  }

  /** Answers whether it found a room. */
  place(stay: RoomlessStay): boolean {
    const fitting = this.bestFit(stay);
    if (fitting !== undefined) return this.put(stay, fitting);
    const candidates = [...this.rooms.keys()].filter((roomId) => this.isFree(roomId, stay.checkInDate));
    candidates.sort((a, b) => (this.freeUntil(a, stay.checkInDate) < this.freeUntil(b, stay.checkInDate) ? 1 : -1));
    return candidates.some((roomId) => this.clear(roomId, stay) && this.put(stay, roomId));
  }

  result(settled: readonly StayInRoom[]): Pick<RoomPlan, 'placed' | 'moved'> {
    const before = new Map<string, StayInRoom[]>();
    for (const stay of settled) before.set(stay.bookingId, [...(before.get(stay.bookingId) ?? []), stay]);
    const placed: StayInRoom[] = [];
    const arrived = new Map<string, number[]>();
    for (const [roomId, stays] of this.rooms) {
      for (const stay of stays) {
        const had = before.get(stay.bookingId);
        if (!had) placed.push({ ...stay, roomId });
        else if (!had.some((one) => one.roomId === roomId))
          arrived.set(stay.bookingId, [...(arrived.get(stay.bookingId) ?? []), roomId]);
      }
    }
    // A booking of several rooms may have changed some of them: which one for which is all the same.
    const moved = [...arrived].flatMap(([bookingId, roomIds]) => {
      const left = (before.get(bookingId) ?? []).filter(({ roomId }) => !this.has(roomId, bookingId));
      return left.map((stay, index) => ({ stay, roomId: roomIds[index] ?? stay.roomId }));
    });
    return { placed, moved };
  }

  private has(roomId: number, bookingId: string): boolean {
    return this.staysIn(roomId).some((stay) => stay.bookingId === bookingId);
  }

  /** Of the rooms that are free throughout, the one whose gap is the smallest: large gaps stay large. */
  private bestFit(stay: RoomlessStay): number | undefined {
    let best: { roomId: number; gap: number } | undefined;
    for (const roomId of this.rooms.keys()) {
      if (!this.isFree(roomId, stay.checkInDate) || this.freeUntil(roomId, stay.checkInDate) < stay.checkOutDate)
        continue;
      const gap = this.gapAround(roomId, stay.checkInDate);
      if (!best || gap < best.gap) best = { roomId, gap };
    }
    return best?.roomId;
  }

  /** Makes the room free for the stay; undoes everything where something fixed is in the way. */
  private clear(roomId: number, stay: RoomlessStay): boolean {
    const undo: [number, RoomlessStay[]][] = [...this.rooms].map(([id, stays]) => [id, [...stays]]);
    for (;;) {
      const from = this.freeUntil(roomId, stay.checkInDate);
      if (from >= stay.checkOutDate) return true;
      const swap = this.cheapestSwap(roomId, from);
      if (!swap) {
        for (const [id, stays] of undo) this.rooms.set(id, stays);
        return false;
      }
      this.swap(roomId, swap.roomId, from, swap.until);
    }
  }

  /** With which room, and until when, the stays from this night on change places: the fewest that can. */
  private cheapestSwap(roomId: number, from: CalendarDate): { roomId: number; until: CalendarDate } | undefined {
    let best: { roomId: number; until: CalendarDate; stays: number } | undefined;
    for (const other of this.rooms.keys()) {
      if (other === roomId || !this.isFree(other, from)) continue;
      const until = this.bothFreeAfter(roomId, other, from);
      const stays = [...this.between(roomId, from, until), ...this.between(other, from, until)];
      if (stays.some((stay) => this.isFixed(stay))) continue;
      if (!best || stays.length < best.stays) best = { roomId: other, until, stays: stays.length };
    }
    return best;
  }

  private swap(a: number, b: number, from: CalendarDate, until: CalendarDate): void {
    const ofA = this.between(a, from, until);
    const ofB = this.between(b, from, until);
    const stays = (roomId: number, out: RoomlessStay[], into: RoomlessStay[]) =>
      [...this.staysIn(roomId).filter((stay) => !out.includes(stay)), ...into].sort(byDate);
    const [newA, newB] = [stays(a, ofA, ofB), stays(b, ofB, ofA)];
    this.rooms.set(a, newA);
    this.rooms.set(b, newB);
  }

  /** The first day after `from` on which nobody stays on in either room. A stay begins in the first one on `from`. */
  private bothFreeAfter(a: number, b: number, from: CalendarDate): CalendarDate {
    const both = [...this.staysIn(a), ...this.staysIn(b)];
    let day = this.staysIn(a).find((stay) => stay.checkInDate === from)?.checkOutDate ?? from;
    for (;;) {
      const over = both.find((stay) => stay.checkInDate < day && day < stay.checkOutDate && stay.checkInDate >= from);
      if (!over) return day;
      day = over.checkOutDate;
    }
  }

  private between(roomId: number, from: CalendarDate, until: CalendarDate): RoomlessStay[] {
    return this.staysIn(roomId).filter((stay) => stay.checkInDate >= from && stay.checkOutDate <= until);
  }

  private isFree(roomId: number, night: CalendarDate): boolean {
    return !this.staysIn(roomId).some((stay) => stay.checkInDate <= night && night < stay.checkOutDate);
  }

  /** The first day after a night on which it is free that the room is taken on. */
  private freeUntil(roomId: number, night: CalendarDate): CalendarDate {
    return this.staysIn(roomId).find((stay) => stay.checkInDate > night)?.checkInDate ?? NEVER;
  }

  private gapAround(roomId: number, night: CalendarDate): number {
    const before = this.staysIn(roomId).findLast((stay) => stay.checkOutDate <= night)?.checkOutDate ?? '2000-01-01';
    return numberOfNights({ checkInDate: before, checkOutDate: this.freeUntil(roomId, night) });
  }

  private put(stay: RoomlessStay, roomId: number): true {
    this.staysIn(roomId).push(stay);
    this.staysIn(roomId).sort(byDate);
    return true;
  }

  private staysIn(roomId: number): RoomlessStay[] {
    return this.rooms.get(roomId) ?? [];
  }
}

function byDate(a: Stay, b: Stay): number {
  return a.checkInDate < b.checkInDate ? -1 : 1;
}
