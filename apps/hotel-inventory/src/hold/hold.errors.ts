import { DomainError } from '#platform';

export class PriceChanged extends DomainError {
  constructor(bookingAmount: number, currency: string) {
    super('conflict', 'price_changed', 'The price is another one now; ask the guest, then send it as bookingAmount.', {
      bookingAmount,
      currency,
    });
  }
}

/** The id was used for another stay. */
export class HoldMismatch extends DomainError {
  constructor() {
    super('conflict', 'hold_mismatch', 'This bookingId holds another stay.');
  }
}

/** The hold was released, or it lapsed and its nights are gone. */
export class HoldGone extends DomainError {
  constructor() {
    super('gone', 'hold_gone', 'The nights are no longer held for this booking.');
  }
}
