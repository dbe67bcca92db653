import { DomainError, TooMany, Unavailable } from '#platform';

export class PriceChanged extends DomainError {
  constructor(bookingAmount: number, currency: string) {
    super(
      'conflict',
      'price_changed',
      'The price has changed: tell the guest the new one, then send it as bookingAmount.',
      {
        bookingAmount,
        currency,
      },
    );
  }
}

/** The id was used for another stay. */
export class HoldMismatch extends DomainError {
  constructor() {
    super('conflict', 'hold_mismatch', 'This bookingId holds another stay.');
  }
}

/** The hold was released, for good. */
export class HoldGone extends DomainError {
  constructor() {
    super('gone', 'hold_gone', 'The nights are no longer held for this booking.');
  }
}

/** One hold may not keep a whole house. */
export class HoldTooLarge extends DomainError {
  constructor(roomNights: number, maxRoomNights: number) {
    super(
      'unprocessable',
      'hold_too_large',
      'This is more rooms × nights than one booking may have; ask for fewer, or book with the hotel.',
      { roomNights, maxRoomNights },
    );
  }
}

/** The guest has as many live holds as one guest may. */
export class TooManyPendingBookings extends TooMany {
  constructor(retryAfterSeconds: number) {
    super(
      'too_many_pending_bookings',
      'You have as many pending bookings as one guest may; confirm or cancel one, or wait until one expires.',
      retryAfterSeconds,
    );
  }
}

/** The guest has let go of so many holds that more would only keep rooms from others. */
export class TooManyAbandonedBookings extends TooMany {
  constructor(retryAfterSeconds: number) {
    super(
      'too_many_abandoned_bookings',
      'Too many of your bookings were not confirmed, or cancelled before or soon after, within an hour; wait before you book again.',
      retryAfterSeconds,
    );
  }
}

/** The guest would keep more of stays to come than one guest may. */
export class TooManyRoomNights extends DomainError {
  constructor(limit: 'roomNights' | 'roomNightsAtOnce', roomNights: number, maxRoomNights: number) {
    super(
      'unprocessable',
      'too_many_room_nights',
      'With this you would have more rooms × nights than one guest may, in all or on these dates (see limit); ' +
        'ask for fewer, or book with the hotel.',
      { limit, roomNights, maxRoomNights },
    );
  }
}

/** Others keep the same rows, or change them faster than we can. Nothing was decided. */
export class Contended extends Unavailable {
  constructor(detail = 'Too many want the same nights at this moment; send the same request again.') {
    super('contended', detail, 1);
  }
}
