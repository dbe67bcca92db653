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
  /** Who keeps the nights from others; null where the booking app did not say. */
  holder: string | null;
}

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
    hold.hotelId === request.hotelId &&
    hold.categoryId === request.roomCategoryId &&
    hold.rooms === request.rooms &&
    sameStay(hold, request)
  );
}
