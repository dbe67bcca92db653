import { ACCOUNTED, AMOUNT, FINALIZED, ONE_EVENT, ONE_KEY, ONE_ORDER, TOLD } from '../support/verify-rules.js';
import { onBooking, type Violation } from './verify-violation.js';
import { CANCELLED, CONFIRMED, EXPIRED, PENDING } from './verify-world.js';

/** Bookings, keys and events that cannot be, within booking's database. */
export const BOOKING_VIOLATIONS: Violation[] = [
  {
    that: 'a booking has no key',
    by: [onBooking(`DELETE FROM IdempotencyKey WHERE bookingId = '${PENDING}'`)],
    rules: [ONE_KEY],
    says: `booking ${PENDING}: it has 0 keys of the operation "create"`,
  },
  {
    that: 'a booking was made under two keys',
    by: [
      onBooking(
        `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, createdAt)
         VALUES ('user-1', 'create', 'another', '', '${PENDING}', 201, '{}', NOW())`,
      ),
    ],
    rules: [ONE_KEY],
    says: `booking ${PENDING}: it has 2 keys of the operation "create"`,
  },
  {
    that: "a booking's key belongs to another user",
    by: [onBooking(`UPDATE IdempotencyKey SET userId = 'user-2' WHERE bookingId = '${PENDING}'`)],
    rules: [ONE_KEY],
    says: `booking ${PENDING}: its key is not the one that its own row names`,
  },
  {
    that: 'a key leads to no booking',
    by: [
      onBooking(
        `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, createdAt)
         VALUES ('user-1', 'create', 'lost', '', 'nobody', 201, '{}', NOW())`,
      ),
    ],
    rules: [ONE_KEY],
    says: 'booking nobody: key lost of user user-1 (create) leads to no booking',
  },
  {
    that: "a booking's amount is not that of its nights",
    by: [onBooking(`UPDATE Booking SET bookingAmount = 1 WHERE id = '${EXPIRED}'`)],
    rules: [AMOUNT],
    says: `booking ${EXPIRED}: its nights make 9000, its amount is 1`,
  },
  {
    that: 'a booking has no price for its last night',
    by: [onBooking(`UPDATE Booking SET checkOutDate = '2030-06-03' WHERE id = '${EXPIRED}'`)],
    rules: [AMOUNT],
    says: `booking ${EXPIRED}: it has prices for 2030-06-01, its stay is 2030-06-01 to 2030-06-03`,
  },
  {
    that: 'a booking both expired and was cancelled',
    by: [onBooking(`UPDATE Booking SET cancelledAt = '2030-05-01 11:45' WHERE id = '${EXPIRED}'`)],
    rules: [ONE_ORDER, ONE_EVENT],
    says: `booking ${EXPIRED}: it is EXPIRED, cancelled at`,
  },
  {
    that: 'a confirmed booking was never confirmed',
    by: [
      onBooking(`UPDATE Booking SET confirmedAt = NULL WHERE id = '${CONFIRMED}'`),
      onBooking(`UPDATE IdempotencyKey SET finalized = false WHERE bookingId = '${CONFIRMED}'`),
      onBooking(`DELETE FROM Outbox WHERE bookingId = '${CONFIRMED}' AND kind = 'confirmed'`),
    ],
    rules: [ONE_ORDER],
    says: `booking ${CONFIRMED}: it is CONFIRMED but has no instant of that`,
  },
  {
    that: 'a key is finalized though nothing was confirmed',
    by: [onBooking(`UPDATE IdempotencyKey SET finalized = true WHERE bookingId = '${PENDING}'`)],
    rules: [FINALIZED],
    says: `booking ${PENDING}: finalized is true, confirmed at no time`,
  },
  {
    that: 'a transition left no event',
    by: [onBooking(`DELETE FROM Outbox WHERE bookingId = '${EXPIRED}' AND kind = 'release'`)],
    rules: [ONE_EVENT],
    says: `booking ${EXPIRED}: its event HOLD_RELEASE release is missing`,
  },
  {
    that: 'an event tells of what did not happen',
    by: [onBooking(`UPDATE Outbox SET kind = 'confirmed' WHERE bookingId = '${EXPIRED}' AND kind = 'reminder'`)],
    rules: [ONE_EVENT],
    says: `booking ${EXPIRED}: its event MAIL reminder is missing; its event MAIL confirmed has no transition`,
  },
  {
    that: 'a transition left its event twice',
    by: [
      onBooking('ALTER TABLE Outbox DROP INDEX Outbox_bookingId_topic_kind_key'),
      onBooking(
        `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, dueAt, createdAt, finishedAt)
         VALUES ('${PENDING}', 'MAIL', 'held', 'DONE', '', NOW(), NOW(), NOW())`,
      ),
    ],
    rules: [ONE_EVENT],
    says: `booking ${PENDING}: its event MAIL held is there twice`,
  },
  {
    that: 'an event is left over when all is at rest',
    by: [onBooking(`UPDATE Outbox SET state = 'QUEUED' WHERE bookingId = '${PENDING}'`)],
    rules: [ACCOUNTED],
    says: `booking ${PENDING}: its event MAIL held is QUEUED`,
  },
  {
    that: 'an event is overdue in the running system',
    by: [onBooking(`UPDATE Outbox SET state = 'PENDING' WHERE bookingId = '${PENDING}'`)],
    rules: [ACCOUNTED],
    says: `booking ${PENDING}: its event MAIL held is PENDING and was due at 2030-05-01T11:55:00.000Z`,
    options: { mode: 'live' },
  },
  {
    that: 'the mail about a cancellation was skipped',
    by: [onBooking(`UPDATE Outbox SET state = 'SKIPPED' WHERE bookingId = '${CANCELLED}' AND kind = 'cancelled'`)],
    rules: [ACCOUNTED],
    says: `booking ${CANCELLED}: its event MAIL cancelled was skipped, though the booking is CANCELLED`,
  },
  {
    that: 'a client saw a booking that is not there',
    by: [],
    rules: [TOLD],
    says: 'booking nowhere: a client was told CONFIRMED, but it is not there',
    options: { answered: new Map([['nowhere', 'CONFIRMED']]) },
  },
  {
    that: 'a client saw another status',
    by: [],
    rules: [TOLD],
    says: `booking ${PENDING}: a client was told CONFIRMED, but it is PENDING`,
    options: { answered: new Map([[PENDING, 'CONFIRMED']]) },
  },
];
