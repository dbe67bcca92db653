import { MAIL_KINDS } from '#contracts';
import { BOOKING_STATUSES } from '../booking/booking.js';
import { isStillTrue } from './outbox-event.js';

describe('a mail that waited', () => {
  const TRUE = ['held PENDING', 'reminder PENDING', 'confirmed CONFIRMED', 'cancelled CANCELLED', 'expired EXPIRED'];
  const pairs = MAIL_KINDS.flatMap((kind) => BOOKING_STATUSES.map((status) => [kind, status] as const));

  it.each(pairs)('of kind %s about a booking that is %s is sent only where it is still true', (kind, status) => {
    expect(isStillTrue(kind, status)).toBe(TRUE.includes(`${kind} ${status}`));
  });
});
