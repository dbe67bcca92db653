import { DomainError } from '#platform';

export class HotelNotFound extends DomainError {
  constructor() {
    super('not_found', 'hotel_not_found', 'There is no such hotel.');
  }
}

export class NotYourHotel extends DomainError {
  constructor() {
    super('forbidden', 'not_your_hotel', 'Only the staff of this hotel may do this.');
  }
}

/** Guests count on it: what is promised to them must not vanish or change its meaning. */
export class HasLiveHolds extends DomainError {
  constructor() {
    super('conflict', 'has_live_holds', 'Nights are held or sold; release or cancel those bookings first.');
  }
}

export class LastStaff extends DomainError {
  constructor() {
    super('conflict', 'last_staff', 'A hotel keeps at least one member of staff; add another one first.');
  }
}

/** Prices are in the currency's minor units, and holds are being taken at them: another currency would change them all. */
export class CurrencyInUse extends DomainError {
  constructor() {
    super('conflict', 'currency_in_use', 'The hotel has room categories, priced in its currency; remove them first.');
  }
}
