import { Injectable } from '@nestjs/common';
import { customAlphabet } from 'nanoid';
import { type Attempt, Idempotency, type Outcome } from '#idempotency';
import { DomainError } from '#platform';
import { type HeldRooms, RoomHolds, type RoomsWanted } from '../hotel-inventory/room-holds.service.js';
import { Outbox } from '../outbox/outbox.service.js';
import type { Booking } from './booking.js';
import { bookingIdOf } from './booking-id.js';
import { BookingRepository } from './booking.repository.js';
import { type BookingFacts, type BookingView, factsOf, viewOf } from './booking.view.js';

/** Letters and digits that cannot be taken for one another; 31^10 references cannot be guessed through. */
const newReference = customAlphabet('23456789ABCDEFGHJKLMNPQRSTUVWXYZ', 10);

export interface CreateRequest extends RoomsWanted {
  guest: { name: string; email: string; locale: string };
  specialRequests?: string | undefined;
}

export interface Created {
  statusCode: number;
  view: BookingView;
  replayed: boolean;
}

/** From a guest's request to a PENDING booking with its rooms held: once per key, whatever happens in between. */
@Injectable()
export class CreateBooking {
  constructor(
    private readonly idempotency: Idempotency,
    private readonly roomHolds: RoomHolds,
    private readonly bookings: BookingRepository,
    private readonly outbox: Outbox,
  ) {}

  async create(userId: string, key: string, request: CreateRequest): Promise<Created> {
    const attempt = { userId, operation: 'create', key };
    const known = await this.idempotency.recall<BookingFacts>(attempt, request);
    if (known) return this.answer(known);

    const bookingId = bookingIdOf(userId, key);
    const held = await this.holdOrRecall(bookingId, attempt, request);
    if ('replayed' in held) return this.answer(held);

    // From here on a failure leaves the hold to its lease: another copy of this request may stand on it.
    const outcome = await this.idempotency.once(attempt, request, async (tx) => {
      const booking = bookingFrom(held, userId, key, request);
      await this.bookings.insert(tx, booking);
      await this.outbox.append(tx, [{ bookingId, topic: 'MAIL', kind: 'held' }]);
      return { bookingId, statusCode: 201, response: factsOf(booking) };
    });
    this.outbox.deliverSoon('held', outcome.replayed ? 0 : 1);
    return this.answer(outcome);
  }

  /** A copy that was slow may be refused because of what became of the first one: then the first one's answer holds. */
  private async holdOrRecall(
    bookingId: string,
    attempt: Attempt,
    request: CreateRequest,
  ): Promise<HeldRooms | Outcome<BookingFacts>> {
    try {
      return await this.roomHolds.take(bookingId, attempt.userId, request);
    } catch (error) {
      const known =
        error instanceof DomainError ? await this.idempotency.recall<BookingFacts>(attempt, request) : undefined;
      if (known) return known;
      throw error;
    }
  }

  /** The first answer and every replay of it: the stored facts, with status and clock as of now. */
  private async answer(outcome: Outcome<BookingFacts>): Promise<Created> {
    const booking = await this.bookings.find(outcome.bookingId);
    if (!booking) throw new Error(`booking ${outcome.bookingId} has a key but no row`);
    const { statusCode, replayed, response } = outcome;
    return { statusCode, replayed, view: viewOf(response, booking, booking.now) };
  }
}

/** Written from the hold's answer alone: nights, price and times are those under which the rooms are held. */
function bookingFrom(held: HeldRooms, userId: string, key: string, request: CreateRequest): Booking {
  const { hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests, guest } = request;
  return {
    ...{ id: held.bookingId, reference: newReference(), idempotencyKey: key, userId },
    ...{ hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests },
    ...{ guestName: guest.name, guestEmail: guest.email, guestLocale: guest.locale },
    specialRequests: request.specialRequests ?? null,
    ...{ bookingAmount: held.amount, currency: held.currency, nights: held.nights, hotel: held.hotel },
    ...{ status: 'PENDING', createdAt: held.createdAt, expiresAt: held.expiresAt },
    ...{ confirmedAt: null, cancelledAt: null, expiredAt: null },
  };
}
