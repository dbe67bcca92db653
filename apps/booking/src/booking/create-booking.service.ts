import { Injectable } from '@nestjs/common';
import { customAlphabet } from 'nanoid';
import { Batches } from '#batching';
import { type Attempt, type Change, Idempotency, type Outcome } from '#idempotency';
import { DomainError } from '#platform';
import { Alternatives } from '../hotel-inventory/alternatives.service.js';
import { type HeldRooms, type Holder, RoomHolds, type RoomsWanted } from '../hotel-inventory/room-holds.service.js';
import type { Origin } from '../outbox/outbox-event.js';
import { originHere, Outbox } from '../outbox/outbox.service.js';
import type { Booking } from './booking.js';
import { BookingUnknown } from './booking.errors.js';
import { bookingIdOf } from './booking-id.js';
import { BookingRepository, type BookingState } from './booking.repository.js';
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

interface NewBooking extends Change<BookingFacts> {
  booking: Booking;
  origin: Origin;
}

/** Rows written or read with one statement. */
const MOST_AT_ONCE = 100;

/** From a guest's request to a PENDING booking with its rooms held: once per key, whatever happens in between. */
@Injectable()
export class CreateBooking {
  private readonly recording = new Batches((bookings: readonly NewBooking[]) => this.record(bookings), MOST_AT_ONCE);
  private readonly states = new Batches((ids: readonly string[]) => this.statesOf(ids), MOST_AT_ONCE);

  constructor(
    private readonly idempotency: Idempotency,
    private readonly roomHolds: RoomHolds,
    private readonly alternatives: Alternatives,
    private readonly bookings: BookingRepository,
    private readonly outbox: Outbox,
  ) {}

  async create(holder: Holder, key: string, request: CreateRequest): Promise<Created> {
    const { userId } = holder;
    const attempt = { userId, operation: 'create', key };
    const known = await this.idempotency.recall<BookingFacts>(attempt, request);
    if (known) return this.answer(known);

    const bookingId = bookingIdOf(userId, key);
    const held = await this.holdOrRecall(bookingId, holder, attempt, request);
    if ('replayed' in held) return this.answer(held);

    // From here on a failure leaves the hold to its lease: another copy of this request may stand on it.
    const booking = bookingFrom(held, userId, key, request);
    const answer = { bookingId, statusCode: 201, response: factsOf(booking) };
    const outcome = await this.recording.add({ attempt, request, answer, booking, origin: originHere() });
    this.outbox.deliverSoon('held', outcome.replayed ? 0 : 1);
    return this.answer(outcome);
  }

  /** Bookings of one instant are written in one transaction, each with its event and, last, its key. */
  private record(bookings: readonly NewBooking[]): Promise<readonly (Outcome<BookingFacts> | Error)[]> {
    return this.idempotency.once(bookings, async (tx, changes) => {
      await this.bookings.insert(
        tx,
        changes.map(({ booking }) => booking),
      );
      await this.outbox.append(
        tx,
        changes.map(({ booking, origin }) => ({ bookingId: booking.id, topic: 'MAIL', kind: 'held', origin })),
      );
    });
  }

  /** A copy that was slow may be refused because of what became of the first one: then the first one's answer holds. */
  private async holdOrRecall(
    bookingId: string,
    holder: Holder,
    attempt: Attempt,
    request: CreateRequest,
  ): Promise<HeldRooms | Outcome<BookingFacts>> {
    try {
      return await this.roomHolds.take(bookingId, holder, request);
    } catch (error) {
      const known =
        error instanceof DomainError ? await this.idempotency.recall<BookingFacts>(attempt, request) : undefined;
      if (known) return known;
      throw await this.alternatives.addTo(error, request);
    }
  }

  /** The first answer and every replay of it: the stored facts, with status and clock as of now. */
  private async answer(outcome: Outcome<BookingFacts>): Promise<Created> {
    const booking = await this.states.add(outcome.bookingId);
    // Written in one transaction with its key, so it is there and is not seen yet.
    if (!booking) throw new BookingUnknown();
    const { statusCode, replayed, response } = outcome;
    return { statusCode, replayed, view: viewOf(response, booking, booking.now) };
  }

  private async statesOf(ids: readonly string[]): Promise<(BookingState | undefined)[]> {
    const states = new Map((await this.bookings.findStates(ids)).map((state) => [state.id, state]));
    return ids.map((id) => states.get(id));
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
