import type { Reader } from '#database';
import type { BookingRow, Dossier, EventRow, HoldRow, KeyRow, RoomNightRow } from './dossier.js';
import { groupsOf, groupsOfIds, type Identified, type Source } from './grouped-rows.js';
import type { Snapshots } from './snapshot.js';

const BOOKINGS: Source = {
  columns: `id AS bookingId, idempotencyKey, userId, hotelId, roomCategoryId, checkInDate, checkOutDate, rooms,
    bookingAmount, nights, status, createdAt, expiresAt, remindedAt, confirmedAt, cancelledAt, expiredAt`,
  from: 'Booking',
  idColumn: 'id',
};
const KEYS: Source = {
  columns: 'bookingId, userId, operation, `key`, finalized',
  from: 'IdempotencyKey',
  idColumn: 'bookingId',
};
const EVENTS: Source = {
  columns: 'bookingId, id, topic, kind, state, dueAt, finishedAt',
  from: 'Outbox',
  idColumn: 'bookingId',
};
const HOLDS: Source = {
  columns: `h.bookingId, h.status, h.categoryId, h.hotelId, h.checkInDate, h.checkOutDate, h.rooms, h.nights, h.amount,
    h.deadline, h.roomsDue, h.changedAt, c.hotelId AS categoryHotelId`,
  from: 'Hold h LEFT JOIN RoomCategory c ON c.id = h.categoryId',
  idColumn: 'h.bookingId',
};
const ROOM_NIGHTS: Source = {
  columns: 'n.bookingId, n.roomId, n.date, r.categoryId',
  from: 'RoomNight n LEFT JOIN Room r ON r.id = n.roomId',
  idColumn: 'n.bookingId',
};

/** Walks both databases side by side in the order of booking ids; neither is asked about the other. */
export async function* allDossiers({ booking, inventory }: Snapshots): AsyncGenerator<Dossier> {
  const sources = [
    await Cursor.open(groupsOf<BookingRow>(booking, BOOKINGS)),
    await Cursor.open(groupsOf<KeyRow>(booking, KEYS)),
    await Cursor.open(groupsOf<EventRow>(booking, EVENTS)),
    await Cursor.open(groupsOf<HoldRow>(inventory, HOLDS)),
    await Cursor.open(groupsOf<RoomNightRow>(inventory, ROOM_NIGHTS)),
  ] as const;
  for (;;) {
    const ids = sources.flatMap((source) => source.bookingId ?? []);
    if (ids.length === 0) return;
    const bookingId = ids.reduce((least, id) => (id < least ? id : least));
    yield dossierOf(
      bookingId,
      await sources[0].take(bookingId),
      await sources[1].take(bookingId),
      await sources[2].take(bookingId),
      await sources[3].take(bookingId),
      await sources[4].take(bookingId),
    );
  }
}

/** One dossier for each id, also where nothing is found under it. */
export async function dossiersOf({ booking, inventory }: Snapshots, ids: readonly string[]): Promise<Dossier[]> {
  const [bookings, keys, events, holds, roomNights] = [
    await rowsById<BookingRow>(booking, BOOKINGS, ids),
    await rowsById<KeyRow>(booking, KEYS, ids),
    await rowsById<EventRow>(booking, EVENTS, ids),
    await rowsById<HoldRow>(inventory, HOLDS, ids),
    await rowsById<RoomNightRow>(inventory, ROOM_NIGHTS, ids),
  ];
  return ids.map((id) =>
    dossierOf(id, bookings.get(id), keys.get(id), events.get(id), holds.get(id), roomNights.get(id)),
  );
}

function dossierOf(
  bookingId: string,
  bookings: BookingRow[] = [],
  keys: KeyRow[] = [],
  events: EventRow[] = [],
  holds: HoldRow[] = [],
  roomNights: RoomNightRow[] = [],
): Dossier {
  const booking = bookings[0] && { ...bookings[0], nights: fromJson(bookings[0].nights) };
  const hold = holds[0] && { ...holds[0], nights: fromJson(holds[0].nights) };
  // Mails of one booking keep the order in which they were written.
  const inOrder = events.toSorted((a, b) => a.id - b.id);
  return { bookingId, booking, keys, events: inOrder, hold, holds: holds.length, roomNights };
}

/** Servers that keep JSON as text hand it over as text. */
function fromJson<T>(value: T): T {
  return typeof value === 'string' ? (JSON.parse(value) as T) : value;
}

async function rowsById<Row extends Identified>(reader: Reader, source: Source, ids: readonly string[]) {
  const groups = await groupsOfIds<Row>(reader, source, ids);
  return new Map(groups.map((rows) => [rows[0]?.bookingId ?? '', rows]));
}

/** Stands before the next group of a source. */
class Cursor<Row extends Identified> {
  private constructor(
    private readonly groups: AsyncIterator<Row[]>,
    private next: Row[] | undefined,
  ) {}

  static async open<Row extends Identified>(groups: AsyncGenerator<Row[]>): Promise<Cursor<Row>> {
    return new Cursor(groups, await following(groups));
  }

  get bookingId(): string | undefined {
    return this.next?.[0]?.bookingId;
  }

  async take(bookingId: string): Promise<Row[]> {
    if (this.bookingId !== bookingId) return [];
    const rows = this.next ?? [];
    this.next = await following(this.groups);
    return rows;
  }
}

async function following<Row>(groups: AsyncIterator<Row[]>): Promise<Row[] | undefined> {
  const result = await groups.next();
  return result.done ? undefined : result.value;
}
