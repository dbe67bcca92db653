import type { CalendarDate, HoldStatus, NightPrice } from '#contracts';

type BookingStatus = 'PENDING' | 'CONFIRMED' | 'CANCELLED' | 'EXPIRED';

export interface BookingRow {
  bookingId: string;
  idempotencyKey: string;
  userId: string;
  hotelId: number;
  roomCategoryId: number;
  checkInDate: CalendarDate;
  checkOutDate: CalendarDate;
  rooms: number;
  bookingAmount: number;
  nights: NightPrice[];
  status: BookingStatus;
  createdAt: Date;
  expiresAt: Date;
  remindedAt: Date | null;
  confirmedAt: Date | null;
  cancelledAt: Date | null;
  expiredAt: Date | null;
}

export interface KeyRow {
  bookingId: string;
  userId: string;
  operation: string;
  key: string;
  finalized: number | boolean;
}

export interface EventRow {
  bookingId: string;
  id: number;
  topic: 'MAIL' | 'HOLD_RELEASE';
  kind: string;
  state: 'PENDING' | 'QUEUED' | 'DONE' | 'SKIPPED' | 'DEAD';
  dueAt: Date;
  finishedAt: Date | null;
}

export interface HoldRow {
  bookingId: string;
  status: HoldStatus;
  /** The stay is missing where a release came before any hold. */
  categoryId: number | null;
  hotelId: number | null;
  checkInDate: CalendarDate | null;
  checkOutDate: CalendarDate | null;
  rooms: number | null;
  nights: NightPrice[] | null;
  amount: number | null;
  deadline: Date | null;
  /** Sold, and the rooms are not given yet. */
  roomsDue: number | boolean;
  changedAt: Date;
  /** The hotel that the category belongs to; null when there is no such category. */
  categoryHotelId: number | null;
}

export interface RoomNightRow {
  bookingId: string;
  roomId: number;
  date: CalendarDate;
  /** Null when there is no such room. */
  categoryId: number | null;
}

/** Everything that the two databases know under one booking id. */
export interface Dossier {
  bookingId: string;
  booking: BookingRow | undefined;
  keys: KeyRow[];
  events: EventRow[];
  hold: HoldRow | undefined;
  /** How many holds there are by this id. */
  holds: number;
  roomNights: RoomNightRow[];
}

/** A hold with a stay that keeps nights. */
export type LiveHold = { [Field in keyof HoldRow]: NonNullable<HoldRow[Field]> };

export function liveHold(dossier: Dossier): LiveHold | undefined {
  const { hold } = dossier;
  return hold?.status === 'HELD' || hold?.status === 'CONFIRMED' ? (hold as LiveHold) : undefined;
}
