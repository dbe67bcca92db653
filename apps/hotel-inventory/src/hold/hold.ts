import { type HoldRequest, type HoldStatus, type NightPrice, sameStay, type Stay } from '#contracts';

/** Nights taken for one booking until a time. */
export interface Hold extends Stay {
  bookingId: string;
  status: HoldStatus;
  hotelId: number;
  categoryId: number;
  rooms: number;
  /** Fixed when the nights were taken. */
  nights: NightPrice[];
  amount: number;
  deadline: Date;
  /** Who keeps the nights from others. */
  holder: string;
}

/** A hold that keeps its nights. */
export type LiveHold = Hold & { status: 'HELD' | 'CONFIRMED' };

/** What is left of a hold whose release came before it: it blocks the id and holds nothing. */
export interface Tombstone {
  bookingId: string;
  status: 'RELEASED';
  categoryId: null;
}

export function isTombstone(hold: Hold | Tombstone): hold is Tombstone {
  return hold.categoryId === null;
}

/** Whether a request that names an existing hold is a copy of the one that made it. */
export function isSameHold(hold: Hold, request: HoldRequest): boolean {
  return (
    hold.holder === request.holder &&
    hold.hotelId === request.hotelId &&
    hold.categoryId === request.roomCategoryId &&
    hold.rooms === request.rooms &&
    sameStay(hold, request)
  );
}

/** Some nights of a category: one stay in so many rooms. */
export interface RoomStay extends Stay {
  categoryId: number;
  rooms: number;
}
