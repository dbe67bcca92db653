// npm run demo: one booking through the running system, step by step.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Availability } from '#contracts';
import { signUserToken } from '#platform';
import { Inbox } from './demo/inbox.js';
import { expect, money, show, tell } from './demo/narration.js';
import { request } from './demo/rest.js';
import { requireRunning } from './services/running.js';
import { secrets } from './services/secrets.js';
import { findOffer } from './start/first-booking.js';

interface Booking {
  bookingId: string;
  reference: string;
  status: string;
  bookingAmount: number;
  currency: string;
  expiresAt: string;
  secondsRemaining: number;
}

/** When hotel-inventory was not to be reached at the cancellation, the outbox frees the room soon after. */
const FREE_WITHIN_MS = 10_000;

try {
  await demo();
  console.log('\nThat was one booking. "npm run verify" checks that the books are right.');
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function demo(): Promise<void> {
  const { bookingUrl, inventoryUrl, mailWebUrl } = await requireRunning();
  const offer = await findOffer(inventoryUrl);
  expect(offer !== undefined, 'no hotel has a free room in the coming weeks');
  const { hotelName, hotelId, ...stay } = offer;
  const guest = { name: 'Ada Lovelace', email: `ada-${randomUUID().slice(0, 8)}@guests.example`, locale: 'en' };
  const inbox = new Inbox(mailWebUrl, guest.email);
  const token = await signUserToken(secrets().AUTH_SECRET, { userId: guest.email, role: 'guest' }, 600);
  const bookings = `${bookingUrl}/api/v1/bookings`;

  tell(`Is there a room at ${hotelName}?`);
  const query = new URLSearchParams({ ...stay, roomCategoryId: String(stay.roomCategoryId), rooms: '1' });
  const availabilityUrl = `${inventoryUrl}/api/v1/availability?${query}`;
  const before = await request<Availability>('GET', availabilityUrl);
  expect(before.status === 200 && before.body.available, 'the room is available');
  const { roomsLeft, totalPrice, currency, nights } = before.body;
  show(`${roomsLeft} rooms left, ${money(totalPrice, currency)} for ${nights.length} nights`);

  tell('Book it: the room is held for a while, and this request can be repeated safely');
  const headers = { 'Idempotency-Key': randomUUID() };
  const body = { hotelId, ...stay, totalGuests: 1, guest };
  const booked = await request<Booking>('POST', bookings, { token, headers, body });
  expect(booked.status === 201 && booked.body.status === 'PENDING', 'the booking is PENDING');
  const { bookingId, reference, secondsRemaining } = booked.body;
  show(`${reference} is ${booked.body.status}; to be confirmed within ${secondsRemaining} seconds`);
  show(`It costs ${money(booked.body.bookingAmount, booked.body.currency)}: the server sets the price`);

  tell('The same request again, as after a lost answer: the same booking, not a second one');
  const again = await request<Booking>('POST', bookings, { token, headers, body });
  expect(again.status === 201 && again.body.bookingId === bookingId, 'the repeat answers with the same booking');
  expect(again.headers.get('idempotency-replayed') === 'true', 'the repeat is marked as one');
  show(`Idempotency-Replayed: true, ${again.body.reference}`);
  const held = await request<Availability>('GET', availabilityUrl);
  show(`${held.body.roomsLeft} rooms left`);
  expect(held.body.roomsLeft === roomsLeft - 1, `one room is held, so ${roomsLeft - 1} are left`);

  tell('The guest gets a mail');
  await inbox.showNext();

  tell('Confirm, by the key of the request');
  const key = headers['Idempotency-Key'];
  const confirmed = await request<Booking>('POST', `${bookings}/confirm/${key}`, { token });
  expect(confirmed.status === 200 && confirmed.body.status === 'CONFIRMED', 'the booking is CONFIRMED');
  show(`${reference} is ${confirmed.body.status}`);
  await inbox.showNext();

  tell('Cancel: the room is free again');
  const cancelled = await request<Booking>('POST', `${bookings}/${bookingId}/cancel`, { token });
  expect(cancelled.status === 200 && cancelled.body.status === 'CANCELLED', 'the booking is CANCELLED');
  show(`${reference} is ${cancelled.body.status}`);
  await inbox.showNext();

  tell('As many rooms as at first');
  let after = await request<Availability>('GET', availabilityUrl);
  for (const giveUpAt = Date.now() + FREE_WITHIN_MS; after.body.roomsLeft !== roomsLeft && Date.now() < giveUpAt;) {
    await sleep(500);
    after = await request<Availability>('GET', availabilityUrl);
  }
  show(`${after.body.roomsLeft} rooms left`);
  expect(after.body.roomsLeft === roomsLeft, `${roomsLeft} rooms are left again`);
}
