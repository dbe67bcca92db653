import {
  BOTH_CONFIRMED,
  COUNTERS,
  EXPIRES,
  NOTHING_ELSE,
  ONE_HOLD,
  PENDING_KEPT,
  ROOMS_STRAY,
  SAME,
} from '../support/verify-rules.js';
import { later, onBooking, onInventory, type Violation } from './verify-violation.js';
import { CONFIRMED, EXPIRED, HELD_ONLY, PENDING, TOMBSTONE } from './verify-world.js';

/** Bookings and holds that do not fit each other. */
export const HOLD_VIOLATIONS: Violation[] = [
  {
    that: 'there are two holds of one booking',
    by: [
      onInventory(
        `INSERT INTO Hold (bookingId, status, createdAt, changedAt) VALUES ('${TOMBSTONE}', 'RELEASED', NOW(), NOW())`,
      ),
    ],
    rules: [ONE_HOLD],
    says: `booking ${TOMBSTONE}: it has 2 holds`,
  },
  {
    that: 'a booking and its hold are for other dates',
    by: [
      onInventory(
        `UPDATE Hold SET checkInDate = '2030-06-08', checkOutDate = '2030-06-10',
           nights = '[{"date":"2030-06-08","price":9000},{"date":"2030-06-09","price":9000}]' WHERE bookingId = '${PENDING}'`,
      ),
      onInventory(`UPDATE CategoryNight SET held = 0 WHERE categoryId = 1 AND date <= '2030-06-02'`),
      onInventory(`UPDATE CategoryNight SET held = 1 WHERE categoryId = 1 AND date IN ('2030-06-08', '2030-06-09')`),
    ],
    rules: [SAME],
    says: `booking ${PENDING}: its check-in is 2030-06-01, its hold's 2030-06-08`,
  },
  {
    that: 'a confirmed booking has lost its hold',
    by: [onInventory(`DELETE FROM Hold WHERE bookingId = '${CONFIRMED}'`)],
    rules: [COUNTERS, ROOMS_STRAY, BOTH_CONFIRMED],
    says: `booking ${CONFIRMED}: it is CONFIRMED, but its hold is not there`,
  },
  {
    that: 'a confirmed hold has a cancelled booking',
    by: [
      onBooking(`UPDATE Booking SET status = 'CANCELLED', cancelledAt = NOW() WHERE id = '${CONFIRMED}'`),
      onBooking(
        `INSERT INTO Outbox (bookingId, topic, kind, state, requestId, dueAt, createdAt, finishedAt)
         VALUES ('${CONFIRMED}', 'MAIL', 'cancelled', 'DONE', '', NOW(), NOW(), NOW()),
                ('${CONFIRMED}', 'HOLD_RELEASE', 'release', 'DONE', '', NOW(), NOW(), NOW())`,
      ),
    ],
    rules: [BOTH_CONFIRMED],
    says: `booking ${CONFIRMED}: it is CANCELLED, but its hold is CONFIRMED`,
    options: { mode: 'live' },
  },
  {
    that: 'a confirmation ended half-way and nobody finished it',
    by: [
      onBooking(`UPDATE Booking SET status = 'PENDING', confirmedAt = NULL WHERE id = '${CONFIRMED}'`),
      onBooking(`UPDATE IdempotencyKey SET finalized = false WHERE bookingId = '${CONFIRMED}'`),
      onBooking(`DELETE FROM Outbox WHERE bookingId = '${CONFIRMED}' AND kind = 'confirmed'`),
    ],
    rules: [BOTH_CONFIRMED],
    says: `booking ${CONFIRMED}: it is PENDING, but its hold is CONFIRMED`,
  },
  {
    that: 'a pending booking has lost its nights',
    by: [
      onInventory(`UPDATE Hold SET status = 'LAPSED' WHERE bookingId = '${PENDING}'`),
      onInventory(`UPDATE CategoryNight SET held = 0 WHERE categoryId = 1 AND date <= '2030-06-02'`),
    ],
    rules: [PENDING_KEPT],
    says: `booking ${PENDING}: its hold is LAPSED`,
  },
  {
    that: 'a hold ends before its booking',
    by: [onBooking(`UPDATE Booking SET expiresAt = '2030-05-01 12:11:00' WHERE id = '${PENDING}'`)],
    rules: [PENDING_KEPT],
    says: `booking ${PENDING}: its hold ends at 2030-05-01T12:11:00.000Z`,
  },
  {
    that: 'a booking past its deadline did not expire',
    by: [onInventory(`UPDATE Hold SET deadline = '2031-01-01'`)],
    rules: [EXPIRES],
    says: `booking ${PENDING}: it is PENDING, and could be confirmed until 2030-05-01T12:10:00.000Z`,
    options: { mode: 'live', now: later(15) },
  },
  {
    that: 'an expired booking keeps its nights',
    by: [
      onInventory(`DELETE FROM Hold WHERE bookingId = '${HELD_ONLY}'`),
      onInventory(`UPDATE Hold SET status = 'HELD' WHERE bookingId = '${EXPIRED}'`),
    ],
    rules: [NOTHING_ELSE],
    says: `booking ${EXPIRED}: it is EXPIRED, but its hold is HELD`,
    options: { mode: 'live' },
  },
  {
    that: 'a hold was not swept after its time',
    by: [onInventory(`UPDATE Hold SET deadline = '2030-05-01 11:59:59' WHERE bookingId = '${HELD_ONLY}'`)],
    rules: [NOTHING_ELSE],
    says: `booking ${HELD_ONLY}: its hold is HELD past its deadline, 2030-05-01T11:59:59.000Z`,
  },
];
