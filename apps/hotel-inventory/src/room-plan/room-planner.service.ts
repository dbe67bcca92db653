import { Injectable, Logger } from '@nestjs/common';
import { dateIn, type Stay } from '#contracts';
import { Database, type Transaction } from '#database';
import { Metrics } from '#platform';
import { planRooms, type RoomlessStay } from './plan-rooms.js';
import { RoomNightRepository } from './room-night.repository.js';

/** A stay that is without a room for so long will not get one by itself. */
const OVERDUE_S = 10;

/** Thrown to roll a plan back whose stays have changed meanwhile. */
class Outdated extends Error {}
const MOST_TRIES = 5;

/**
 * Gives sold stays their physical rooms. Not in the confirm, which would have to choose in a hurry: a plan may give
 * stays that have not begun another room, so that nobody has to change rooms within a stay.
 */
@Injectable()
export class RoomPlanner {
  private readonly logger = new Logger(RoomPlanner.name);
  private readonly moves;

  constructor(
    private readonly database: Database,
    private readonly roomNights: RoomNightRepository,
    metrics: Metrics,
  ) {
    this.moves = metrics.counter(
      'staylock_stays_moved_total',
      'Stays that had a room and were given another one before they began, so that another stay need not change rooms',
    );
    const due = metrics.gauge(
      'staylock_stays_without_room',
      `Sold stays that have been without a room for more than ${OVERDUE_S} s`,
    );
    metrics.askAtScrape('rooms', [due], async () => [{ gauge: due, value: await roomNights.countDue(OVERDUE_S) }]);
  }

  /** Plans whatever waits for it; answers how many bookings got their rooms. Safe in many replicas at once. */
  async plan(): Promise<number> {
    let planned = 0;
    for (const categoryId of await this.roomNights.findCategoriesDue()) {
      try {
        planned += await this.planCategory(categoryId);
      } catch (error) {
        // The others do not wait for it; the next run tries again.
        this.logger.error({ msg: 'rooms cannot be planned', categoryId, err: error });
      }
    }
    return planned;
  }

  private async planCategory(categoryId: number): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { planned, moved } = await this.database.transaction((tx) => this.planLocked(tx, categoryId));
        this.moves.inc(moved);
        return planned;
      } catch (error) {
        if (!(error instanceof Outdated) || attempt === MOST_TRIES) throw error;
      }
    }
  }

  /** Locks the category, so that one plan is made at a time, then the holds it touches, then what they have of rooms. */
  private async planLocked(tx: Transaction, categoryId: number): Promise<{ planned: number; moved: number }> {
    const hotel = await this.roomNights.lockCategory(tx, categoryId);
    const due = await this.roomNights.lockDue(tx, categoryId);
    const [first] = due.map(({ checkInDate }) => checkInDate).sort();
    if (!hotel || first === undefined) return { planned: 0, moved: 0 };
    const rooms = await this.roomNights.findRooms(tx, categoryId);
    const settled = await this.roomNights.findStays(tx, categoryId, first);
    const today = dateIn(hotel.timezone, hotel.now);
    // Who is in house, or may be by now, stays where they are.
    const isFixed = ({ checkInDate }: Stay) => checkInDate <= today;
    const { placed, moved, unplaced } = planRooms(rooms, settled, due.flatMap(oneEach), isFixed);

    const movedIds = [...new Set(moved.map(({ stay }) => stay.bookingId))];
    if ((await this.roomNights.lockSold(tx, movedIds)) !== movedIds.length) throw new Outdated();
    const left = new Set(unplaced.map(({ bookingId }) => bookingId));
    const complete = placed.filter(({ bookingId }) => !left.has(bookingId));
    await this.roomNights.removeStays(
      tx,
      moved.map(({ stay }) => stay),
    );
    await this.roomNights.insert(tx, [...moved.map(({ stay, roomId }) => ({ ...stay, roomId })), ...complete]);
    const bookingIds = due.map(({ bookingId }) => bookingId).filter((id) => !left.has(id));
    await this.roomNights.markPlaced(tx, bookingIds);
    return { planned: bookingIds.length, moved: moved.length };
  }
}

/** A stay for each of the rooms. */
function oneEach({ rooms, ...stay }: RoomlessStay & { rooms: number }): RoomlessStay[] {
  return Array.from({ length: rooms }, () => stay);
}
