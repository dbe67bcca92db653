import {
  CAPACITY,
  COUNTERS,
  HOLD_SUM,
  NIGHTS_EXIST,
  OVERSOLD,
  ROOMS_GIVEN,
  ROOMS_ONCE,
  ROOMS_STRAY,
} from '../support/verify-rules.js';
import { later, onInventory, type Violation } from './verify-violation.js';
import { CONFIRMED, HELD_ONLY, TOMBSTONE } from './verify-world.js';

/** As a confirm leaves it, before its rooms are planned. */
export const WITHOUT_ROOMS: Violation['by'] = [
  onInventory(`UPDATE Hold SET roomsDue = TRUE WHERE bookingId = '${CONFIRMED}'`),
  onInventory(`DELETE FROM RoomNight WHERE bookingId = '${CONFIRMED}'`),
];

/** Nights, holds and rooms that cannot be, within hotel-inventory's database. */
export const INVENTORY_VIOLATIONS: Violation[] = [
  {
    that: 'a night is sold twice',
    by: [onInventory(`UPDATE CategoryNight SET sold = 2 WHERE categoryId = 2 AND date = '2030-06-05'`)],
    rules: [OVERSOLD, COUNTERS],
    says: 'category 2, 2030-06-05: held 0 and sold 2 of 1',
  },
  {
    that: 'a counter is below zero',
    by: [onInventory(`UPDATE CategoryNight SET held = -1 WHERE categoryId = 2 AND date = '2030-06-05'`)],
    rules: [OVERSOLD, COUNTERS],
    says: 'category 2, 2030-06-05: held -1, sold 0',
  },
  {
    that: 'a night offers a room that does not exist',
    by: [onInventory(`UPDATE CategoryNight SET capacity = 3 WHERE categoryId = 1 AND date = '2030-06-09'`)],
    rules: [CAPACITY],
    says: 'category 1, 2030-06-09: its capacity is 3, its category has 2 rooms',
  },
  {
    that: 'a night counts a hold that is not there',
    by: [onInventory(`UPDATE CategoryNight SET held = held + 1 WHERE categoryId = 1 AND date = '2030-06-09'`)],
    rules: [COUNTERS],
    says: 'category 1, 2030-06-09: it counts 1 held, its holds keep 0',
  },
  {
    that: 'a night forgot a confirmed hold',
    by: [onInventory(`UPDATE CategoryNight SET sold = 0 WHERE categoryId = 1 AND date = '2030-06-05'`)],
    rules: [COUNTERS],
    says: 'category 1, 2030-06-05: it counts 0 sold, its confirmed holds keep 2',
  },
  {
    that: 'a night of a live hold does not exist',
    by: [onInventory(`DELETE FROM CategoryNight WHERE categoryId = 1 AND date = '2030-06-02'`)],
    rules: [NIGHTS_EXIST],
    says: 'category 1, 2030-06-02: holds keep 1 rooms',
  },
  {
    that: "a hold's category belongs to another hotel",
    by: [onInventory(`UPDATE Hold SET hotelId = 7 WHERE bookingId = '${HELD_ONLY}'`)],
    rules: [HOLD_SUM],
    says: `booking ${HELD_ONLY}: hotel 7 has no category 2`,
  },
  {
    that: 'a hold costs something else than its nights',
    by: [onInventory(`UPDATE Hold SET amount = 1 WHERE bookingId = '${HELD_ONLY}'`)],
    rules: [HOLD_SUM],
    says: `booking ${HELD_ONLY}: its nights make 9000, its amount is 1`,
  },
  {
    that: 'a confirmed hold lacks a room on one night',
    by: [onInventory(`DELETE FROM RoomNight WHERE roomId = 2 AND date = '2030-06-04'`)],
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: it has 1 rooms on 2030-06-04 instead of 2`,
  },
  {
    that: 'a confirmed hold has a room of another category',
    by: [onInventory(`UPDATE RoomNight SET roomId = 3 WHERE roomId = 2 AND date = '2030-06-04'`)],
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: room 3 on 2030-06-04 is not of category 1`,
  },
  {
    that: 'a confirmed hold keeps its room on the day of check-out',
    by: [onInventory(`INSERT INTO RoomNight (roomId, date, bookingId) VALUES (1, '2030-06-06', '${CONFIRMED}')`)],
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: room 1 on 2030-06-06 is outside of its stay`,
  },
  {
    that: 'the guests of a confirmed hold change rooms',
    by: [
      onInventory(`INSERT INTO Room (id, hotelId, categoryId, number) VALUES (4, 1, 1, '4')`),
      onInventory('UPDATE CategoryNight SET capacity = 3 WHERE categoryId = 1'),
      onInventory(`UPDATE RoomNight SET roomId = 4 WHERE roomId = 2 AND date = '2030-06-04'`),
    ],
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: its guests change rooms: it has 3 of them`,
  },
  {
    that: 'a confirmed hold has rooms and waits for rooms',
    by: [onInventory(`UPDATE Hold SET roomsDue = TRUE WHERE bookingId = '${CONFIRMED}'`)],
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: it has rooms, and waits for them all the same`,
    options: { mode: 'live' },
  },
  {
    that: 'a confirmed hold waits for rooms with nobody left to plan them',
    by: WITHOUT_ROOMS,
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: it has had no rooms since 2030-05-01T12:00:00.000Z`,
  },
  {
    that: 'a confirmed hold has been waiting for rooms for too long',
    by: WITHOUT_ROOMS,
    rules: [ROOMS_GIVEN],
    says: `booking ${CONFIRMED}: it has had no rooms since 2030-05-01T12:00:00.000Z`,
    options: { mode: 'live', now: later(3) },
  },
  {
    that: 'a room is given twice on one night',
    by: [onInventory(`UPDATE RoomNight SET roomId = 1 WHERE roomId = 2 AND date = '2030-06-04'`)],
    rules: [ROOMS_ONCE],
    says: 'category 1, 2030-06-04: 1 rooms are given 2 times',
  },
  {
    that: 'a released hold still has a room',
    by: [onInventory(`INSERT INTO RoomNight (roomId, date, bookingId) VALUES (1, '2030-06-08', '${TOMBSTONE}')`)],
    rules: [ROOMS_STRAY],
    says: `booking ${TOMBSTONE}: it has 1 room nights, but its hold is RELEASED`,
  },
  {
    that: 'a room is given to nobody that is known',
    by: [onInventory(`INSERT INTO RoomNight (roomId, date, bookingId) VALUES (1, '2030-06-08', 'nobody')`)],
    rules: [ROOMS_STRAY],
    says: 'booking nobody: it has 1 room nights, but its hold is not there',
  },
];
