import type { UnavailableReason } from './hotel-inventory.js';

/** A refusal as data: what both apps tell a guest about a stay that cannot be booked. */
export interface Refusal {
  kind: 'conflict' | 'invalid' | 'not_found';
  code: string;
  detail: string;
  members: Record<string, unknown>;
}

export const NO_SUCH_CATEGORY: Refusal = {
  kind: 'not_found',
  code: 'room_category_not_found',
  detail: 'The hotel has no such room category.',
  members: {},
};

/**
 * As `NO_SUCH_CATEGORY`, where there is not even the hotel. The code is the same, since a booking of the version before
 * knows no other; `missing` tells one that knows it.
 */
export const NO_SUCH_HOTEL: Refusal = { ...NO_SUCH_CATEGORY, members: { missing: 'hotel' } };

/** How the first thing that stands in the way is told. */
export function refusalFor(reason: UnavailableReason): Refusal {
  switch (reason.code) {
    case 'sold_out':
      return conflict('sold_out', 'On some nights there are not enough rooms left; see nights.', reason.nights);
    case 'not_on_sale':
      return conflict('not_on_sale', 'Some nights are not on sale (yet); see nights.', reason.nights);
    case 'check_in_past':
      return invalid('checkInDate', `checkInDate must not be before ${reason.today}, which is today at the hotel`);
    case 'too_many_guests':
      return invalid('totalGuests', `totalGuests must not be more than ${reason.maxGuests} in so many rooms`);
  }
}

function conflict(code: string, detail: string, nights: string[]): Refusal {
  return { kind: 'conflict', code, detail, members: { nights } };
}

function invalid(field: string, message: string): Refusal {
  const detail = 'The request is not valid; see errors for what to change.';
  return { kind: 'invalid', code: 'invalid_request', detail, members: { errors: [{ field, message }] } };
}
