import { DomainError, Unavailable } from '#platform';

/** Also for bookings of others: whether one exists is nobody else's business. */
export class BookingNotFound extends DomainError {
  constructor() {
    super('not_found', 'booking_not_found', 'There is no such booking of yours.');
  }
}

export class BookingExpired extends DomainError {
  constructor() {
    super('gone', 'booking_expired', 'The time to confirm is over. Book again with a new Idempotency-Key.');
  }
}

export class BookingCancelled extends DomainError {
  constructor() {
    super('conflict', 'booking_cancelled', 'The booking was cancelled. Book again with a new Idempotency-Key.');
  }
}

/**
 * What was found does not fit together, as on a database that lags behind or has lost its last moments: a final answer
 * might be untrue.
 */
export class BookingUnknown extends Unavailable {
  constructor() {
    super('booking_unknown', 'How the booking stands cannot be told right now; send the same request again.');
  }
}
