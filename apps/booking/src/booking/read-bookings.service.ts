import { Injectable } from '@nestjs/common';
import { validate } from 'uuid';
import { type Caller, decodeCursor, isInstant, pageOf } from '#platform';
import type { BookingStatus } from './booking.js';
import { BookingAccess } from './booking-access.service.js';
import { BookingListRepository, type ListPlace } from './booking-list.repository.js';
import { type BookingView, factsOf, viewOf } from './booking.view.js';

export interface ListQuery {
  status?: BookingStatus | undefined;
  hotelId?: number | undefined;
  cursor?: string | undefined;
  limit: number;
}

@Injectable()
export class ReadBookings {
  constructor(
    private readonly access: BookingAccess,
    private readonly listing: BookingListRepository,
  ) {}

  async find(bookingId: string, caller: Caller): Promise<BookingView> {
    const booking = await this.access.find(bookingId, caller);
    return viewOf(factsOf(booking), booking, booking.now);
  }

  /** Newest first. */
  async list(query: ListQuery, caller: Caller): Promise<{ items: BookingView[]; nextCursor: string | null }> {
    const bookings = await this.listing.find({
      scopes: await this.access.listable(caller, query.hotelId),
      status: query.status,
      before: query.cursor === undefined ? undefined : placeOf(query.cursor),
      limit: query.limit + 1,
    });
    const page = pageOf(bookings, query.limit, (booking) => [booking.createdAt.toISOString(), booking.id]);
    return { ...page, items: page.items.map((booking) => viewOf(factsOf(booking), booking, booking.now)) };
  }
}

function placeOf(cursor: string): ListPlace {
  const [createdAt, id] = decodeCursor<[string, string]>(cursor, ([instant, id]) => isInstant(instant) && validate(id));
  return { createdAt: new Date(createdAt), id };
}
