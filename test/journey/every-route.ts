import { randomUUID } from 'node:crypto';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { RunningApp } from '../support/app.js';
import type { AttendedClock } from '../support/attended-clock.js';
import { HOLD } from '../support/holds.js';
import { type BookingBody, GUEST, type TestCategory, type TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

export type App = 'booking' | 'hotel-inventory';
type Who = 'nobody' | 'guest' | 'staff' | 'service';

/** More than are confirmed while a test lasts. */
const PENDING = 20;

/** What the routes are asked about. */
export interface World {
  category: TestCategory;
  /** Stays as it is. */
  booking: BookingBody;
  /** Keys of PENDING bookings, each to be confirmed once: what is confirmed is answered without hotel-inventory. */
  pending: string[];
  generationId: string;
  tokens: Record<Who, string | undefined>;
}

export interface Route {
  app: App;
  /** As the OpenAPI document names it. */
  name: string;
  who: Who;
  path: (world: World) => string;
  json?: (world: World) => object;
  /** Booking cannot answer it without hotel-inventory. */
  needsInventory?: true;
}

export interface Asked {
  route: Route;
  key: string;
  begunAt: number;
  answeredAt: number;
  status: number;
  code: unknown;
  retryAfter: string | null;
  contentType: string | null;
}

const hotel = ({ category }: World) => `/hotels/${category.hotelId}`;
const roomCategory = ({ category }: World) => `/room-categories/${category.id}`;
const HOTEL = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };
const ownBooking = ({ booking }: World) => `/bookings/${booking.bookingId}`;
const stayOf = (category: TestCategory) => {
  const { roomCategoryId, checkInDate, checkOutDate } = category.stay();
  return { roomCategoryId, checkInDate, checkOutDate, rooms: 1, totalGuests: 1 };
};
const datesOf = (category: TestCategory) => {
  const { checkInDate, checkOutDate } = category.stay();
  return `checkInDate=${checkInDate}&checkOutDate=${checkOutDate}&totalGuests=1`;
};
const availability = ({ category }: World) => `/availability?roomCategoryId=${category.id}&${datesOf(category)}`;

export const CREATE: Route = {
  app: 'booking',
  name: 'POST /bookings',
  who: 'guest',
  path: () => '/bookings',
  json: ({ category }) => ({ ...category.stay(), ...GUEST }),
  needsInventory: true,
};

const BOOKING: Omit<Route, 'app'>[] = [
  { name: 'GET /bookings', who: 'guest', path: () => '/bookings' },
  { name: 'GET /bookings', who: 'staff', path: () => '/bookings', needsInventory: true },
  { name: 'GET /bookings/{bookingId}', who: 'guest', path: ownBooking },
  { name: 'GET /bookings/{bookingId}', who: 'staff', path: ownBooking, needsInventory: true },
  {
    name: 'POST /bookings/confirm/{idempotencyKey}',
    who: 'guest',
    path: ({ pending }) => `/bookings/confirm/${pending.pop()}`,
    needsInventory: true,
  },
  // A stranger's: 404 when the database can tell.
  { name: 'POST /bookings/{bookingId}/cancel', who: 'guest', path: () => `/bookings/${randomUUID()}/cancel` },
  { name: 'GET /dead-letters', who: 'service', path: () => '/dead-letters' },
  { name: 'POST /dead-letters/{id}/retry', who: 'service', path: () => '/dead-letters/999999/retry' },
];

const INVENTORY: Omit<Route, 'app'>[] = [
  { name: 'POST /hotels', who: 'staff', path: () => '/hotels', json: () => HOTEL },
  { name: 'GET /hotels', who: 'nobody', path: () => '/hotels' },
  { name: 'GET /hotels/{hotelId}', who: 'nobody', path: hotel },
  { name: 'PATCH /hotels/{hotelId}', who: 'staff', path: hotel, json: () => ({ name: 'H' }) },
  { name: 'DELETE /hotels/{hotelId}', who: 'staff', path: hotel },
  { name: 'GET /hotels/{hotelId}/staff', who: 'staff', path: (world) => `${hotel(world)}/staff` },
  { name: 'PUT /hotels/{hotelId}/staff/{userId}', who: 'staff', path: (world) => `${hotel(world)}/staff/staff-3` },
  { name: 'GET /hotels/{hotelId}/invitations', who: 'staff', path: (world) => `${hotel(world)}/invitations` },
  { name: 'GET /invitations', who: 'staff', path: () => '/invitations' },
  {
    name: 'POST /invitations/{hotelId}/accept',
    who: 'staff',
    path: ({ category }) => `/invitations/${category.hotelId}/accept`,
  },
  {
    name: 'DELETE /invitations/{hotelId}',
    who: 'staff',
    path: ({ category }) => `/invitations/${category.hotelId}`,
  },
  { name: 'DELETE /hotels/{hotelId}/staff/{userId}', who: 'staff', path: (world) => `${hotel(world)}/staff/staff-4` },
  { name: 'GET /staff/{userId}/hotels', who: 'service', path: () => '/staff/staff-1/hotels' },
  { name: 'GET /staff/{userId}/hotels/{hotelId}', who: 'service', path: () => '/staff/staff-1/hotels/1' },
  {
    name: 'POST /hotels/{hotelId}/room-categories',
    who: 'staff',
    path: (world) => `${hotel(world)}/room-categories`,
    json: () => ({ name: randomUUID(), roomType: 'SUITE', price: 1, maxGuests: 1 }),
  },
  { name: 'GET /hotels/{hotelId}/room-categories', who: 'nobody', path: (world) => `${hotel(world)}/room-categories` },
  { name: 'GET /room-categories/{roomCategoryId}', who: 'nobody', path: roomCategory },
  { name: 'PATCH /room-categories/{roomCategoryId}', who: 'staff', path: roomCategory, json: () => ({ price: 1 }) },
  { name: 'DELETE /room-categories/{roomCategoryId}', who: 'staff', path: roomCategory },
  {
    name: 'POST /room-categories/{roomCategoryId}/rooms',
    who: 'staff',
    path: (world) => `${roomCategory(world)}/rooms`,
    json: () => ({ numbers: [randomUUID().slice(0, 12)] }),
  },
  {
    name: 'GET /room-categories/{roomCategoryId}/rooms',
    who: 'nobody',
    path: (world) => `${roomCategory(world)}/rooms`,
  },
  {
    name: 'POST /room-categories/{roomCategoryId}/night-generations',
    who: 'staff',
    path: (world) => `${roomCategory(world)}/night-generations`,
    json: () => ({ startDate: '2030-01-01', endDate: '2030-01-02' }),
  },
  {
    name: 'GET /night-generations/{generationId}',
    who: 'staff',
    path: ({ generationId }) => `/night-generations/${generationId}`,
  },
  { name: 'GET /availability', who: 'nobody', path: availability },
  {
    name: 'POST /availability',
    who: 'service',
    path: () => '/availability',
    json: ({ category }) => ({ stays: [stayOf(category)] }),
  },
  {
    name: 'GET /hotels/{hotelId}/availability',
    who: 'nobody',
    path: (world) => `${hotel(world)}/availability?${datesOf(world.category)}`,
  },
  {
    name: 'POST /holds',
    who: 'service',
    path: () => '/holds',
    json: ({ category }) => ({ holds: [{ bookingId: randomUUID(), ...HOLD, ...category.stay(10) }] }),
  },
  // Never booked: nothing to confirm or to free, a refusal or a tombstone.
  {
    name: 'POST /holds/confirmations',
    who: 'service',
    path: () => '/holds/confirmations',
    json: () => ({ holds: [{ bookingId: randomUUID() }] }),
  },
  {
    name: 'POST /holds/releases',
    who: 'service',
    path: () => '/holds/releases',
    json: () => ({ holds: [{ bookingId: randomUUID() }] }),
  },
  { name: 'GET /holds', who: 'service', path: () => '/holds?status=CONFIRMED' },
];

export const ROUTES: Route[] = [
  CREATE,
  ...BOOKING.map((route) => ({ ...route, app: 'booking' as const })),
  ...INVENTORY.map((route) => ({ ...route, app: 'hotel-inventory' as const })),
];

/** What the app says that it has. */
export function documentedRoutes({ app }: RunningApp): string[] {
  const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  );
}

export async function createWorld(system: TestSystem): Promise<World> {
  const tokens = {
    nobody: undefined,
    guest: await system.token('guest-1'),
    staff: await system.token('staff-1', 'staff'),
    service: await system.serviceToken(),
  };
  const category = await system.category(100);
  const book = () =>
    until('a booking', async () => {
      const { status, body } = await system.book(category, { userId: 'guest-1' });
      return status === 201 ? body : undefined;
    });
  const booking = await book();
  const pending = [];
  for (let n = 0; n < PENDING; n++) pending.push((await book()).idempotencyKey);
  const { body: generation } = await system.toInventory('POST', `/room-categories/${category.id}/night-generations`, {
    token: tokens.staff,
    json: { startDate: '2031-01-01', endDate: '2031-01-02' },
  });
  return { category, booking, pending, generationId: String(generation['generationId']), tokens };
}

/** Asks one route, and tells how it was answered and when. Rejects where there is no answer at all. */
export async function ask(
  { system, world, clock }: { system: TestSystem; world: World; clock: AttendedClock },
  route: Route,
  key: string = randomUUID(),
): Promise<Asked> {
  const [method = ''] = route.name.split(' ');
  const message = {
    token: world.tokens[route.who],
    headers: { 'idempotency-key': key },
    ...(route.json ? { json: route.json(world) } : {}),
  };
  const begunAt = clock.now();
  const { status, headers, body } = await (route.app === 'booking'
    ? system.toBooking<{ code?: unknown } | undefined>(method, route.path(world), message)
    : system.toInventory<{ code?: unknown } | undefined>(method, route.path(world), message));
  return {
    route,
    key,
    begunAt,
    answeredAt: clock.now(),
    status,
    code: body?.code,
    retryAfter: headers.get('retry-after'),
    contentType: headers.get('content-type'),
  };
}
