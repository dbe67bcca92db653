import { randomUUID } from 'node:crypto';
import { ExpireBookings } from '../../../apps/booking/src/booking/expire-bookings.service.js';
import type { HeldAnswer } from '../../support/line.js';
import type { BookingBody } from '../../support/system.js';
import { patiently } from './patiently.js';
import type { World } from './world.js';

const HOLD_SECONDS = 600;

/** A copy of a request overtakes the first one, at another replica, after its hold; others come at once when both are done. */
export async function threeCopies(world: World): Promise<void> {
  const { system } = world;
  const category = await system.category(3);
  const key = randomUUID();
  const begun = world.bookingDatabase.holdAnswerTo(/START TRANSACTION/);
  const first = system.book(category, { key });
  await begun.held;
  // Of one process they would go together, or one after the other.
  const second = await patiently(() => world.bookElsewhere(category, key));
  begun.release();
  const later = Promise.all([1, 2].map(() => system.book(category, { key })));
  const answers = [await first, second, ...(await later)];
  expect(second.status).toBe(201);
  // Whoever is answered at all is told of one and the same booking.
  const told = answers.filter(({ status }) => status === 201).map(({ body }) => body.bookingId);
  expect(new Set(told).size).toBe(1);
}

/** Two replicas expire the same booking: the second one after the first has looked, and before it has written. */
export async function twoExpiries(world: World): Promise<void> {
  const booking = await book(world);
  const looked = world.bookingDatabase.holdAnswerTo(/SELECT id FROM Booking\s+WHERE status = 'PENDING'/);
  const first = expireAt(world, HOLD_SECONDS + 6);
  await looked.held;
  const second = expireAt(world, HOLD_SECONDS + 6);
  const overtaking = await second;
  looked.release();
  // It may run into what the second one has written.
  await first.catch(() => undefined);
  expect([0, 1]).toContain(overtaking);
  expect(await world.system.status(booking.bookingId)).toBe('EXPIRED');
}

/** The deadline passes while a confirm that was in time is under way, and the expiry comes at once. */
export async function expiryDuringConfirm(world: World): Promise<void> {
  const { confirmed, held } = await confirmHeldUp(world, await book(world));
  await expireAt(world, HOLD_SECONDS + 2);
  held.release();
  expect([200, 410]).toContain((await confirmed).status);
}

/** A cancel overtakes a confirm that has its rooms and is about to be written. */
export async function cancelDuringConfirm(world: World): Promise<void> {
  const booking = await book(world);
  const { confirmed, held } = await confirmHeldUp(world, booking);
  expect((await world.system.cancel(booking.bookingId)).status).toBe(200);
  held.release();
  expect([200, 409]).toContain((await confirmed).status);
}

/** A confirm sells the rooms, and is too late for its booking; the release is written down and gets lost. */
export async function roomsSoldForNobody(world: World): Promise<void> {
  const booking = await book(world);
  const { confirmed, held } = await confirmHeldUp(world, booking);
  expect(await expireAt(world, HOLD_SECONDS + 6)).toBe(1);
  held.release();
  expect((await confirmed).status).toBe(410);
  // Reconciliation leaves the last seconds alone.
  await world.system.inventoryDb.query(
    "UPDATE Hold SET changedAt = changedAt - INTERVAL 60 SECOND WHERE status = 'CONFIRMED'",
  );
}

/** Nobody confirms, and everybody's time runs out. */
export async function abandoned(world: World): Promise<void> {
  await book(world);
  world.now = new Date(Date.now() + (HOLD_SECONDS + 100) * 1000);
}

/** A guest books, and remembers what the answer was. */
export async function oneBooking(world: World): Promise<void> {
  const { system, answered } = world;
  const category = await system.category(1);
  const key = randomUUID();
  const { status, body } = await patiently(() => system.book(category, { key }));
  if (status === 201) answered.set(body.bookingId, body.status);
  // 503 where the row of what was booked is not there to be read back.
  expect([201, 503]).toContain(status);
}

async function book({ system }: World): Promise<BookingBody> {
  const category = await system.category(2);
  const key = randomUUID();
  const { status, body } = await patiently(() => system.book(category, { key }));
  expect(status).toBe(201);
  return body;
}

/** Its rooms are sold, and its booking is not yet looked at. */
async function confirmHeldUp(world: World, { idempotencyKey }: BookingBody) {
  const held: HeldAnswer = world.bookingDatabase.holdAnswerTo(/FROM IdempotencyKey\s+WHERE .* FOR UPDATE/s);
  const confirmed = world.system.confirm(idempotencyKey);
  await held.held;
  return { confirmed, held };
}

function expireAt({ system }: World, secondsFromNow: number): Promise<number> {
  const expiring = system.booking.app.get(ExpireBookings, { strict: false });
  return expiring.expire(new Date(Date.now() + secondsFromNow * 1000));
}
