import { createHash, randomUUID } from 'node:crypto';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { HOLD } from '../support/holds.js';
import type { Message } from '../support/http.js';
import { GUEST, TestSystem } from '../support/system.js';
import { everybody, hotel, only, type Route, type Who, WHO, type World } from './access-route.js';
import { STAFF_ROUTES } from './staff-routes.js';

type App = 'booking' | 'hotel-inventory';

const users = (status: number) => ({ guest: status, otherGuest: status, otherStaff: status, staff: status });
/** A booking that is not the caller's is not there. */
const whoseBooking = (own: number, hotels: number) =>
  only({ guest: own, staff: hotels, otherGuest: 404, otherStaff: 404 });

const BOOKING_ROUTES: Route[] = [
  {
    name: 'POST /bookings',
    path: () => '/bookings',
    json: ({ category }) => ({ ...category.stay(), ...GUEST }),
    status: only(users(201)),
  },
  { name: 'GET /bookings', path: () => '/bookings', status: only(users(200)) },
  {
    name: 'GET /bookings/{bookingId}',
    path: ({ booking }) => `/bookings/${booking.bookingId}`,
    status: whoseBooking(200, 200),
  },
  {
    // A key is its user's: to staff of the hotel it says nothing either.
    name: 'POST /bookings/confirm/{idempotencyKey}',
    path: ({ booking }) => `/bookings/confirm/${booking.idempotencyKey}`,
    status: whoseBooking(200, 404),
  },
  {
    name: 'POST /bookings/{bookingId}/cancel',
    path: ({ booking }) => `/bookings/${booking.bookingId}/cancel`,
    status: whoseBooking(200, 200),
  },
  { name: 'GET /dead-letters', path: () => '/dead-letters', status: only({ service: 200 }) },
  {
    name: 'POST /dead-letters/{id}/retry',
    path: () => '/dead-letters/999999/retry',
    status: only({ service: 404 }),
  },
];

const roomCategory = ({ category }: World) => `/room-categories/${category.id}`;
const HOTEL = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };

const INVENTORY_ROUTES: Route[] = [
  { name: 'POST /hotels', path: () => '/hotels', json: () => HOTEL, status: only({ staff: 201, otherStaff: 201 }) },
  { name: 'GET /hotels', path: () => '/hotels', status: everybody(200) },
  { name: 'GET /hotels/{hotelId}', path: hotel, status: everybody(200) },
  { name: 'PATCH /hotels/{hotelId}', path: hotel, json: () => ({ name: 'H' }), status: only({ staff: 200 }) },
  // 409: the booking keeps it.
  { name: 'DELETE /hotels/{hotelId}', path: hotel, status: only({ staff: 409 }) },
  ...STAFF_ROUTES,
  {
    name: 'POST /hotels/{hotelId}/room-categories',
    path: (world) => `${hotel(world)}/room-categories`,
    json: () => ({ name: randomUUID(), roomType: 'SUITE', price: 1, maxGuests: 1 }),
    status: only({ staff: 201 }),
  },
  {
    name: 'GET /hotels/{hotelId}/room-categories',
    path: (world) => `${hotel(world)}/room-categories`,
    status: everybody(200),
  },
  { name: 'GET /room-categories/{roomCategoryId}', path: roomCategory, status: everybody(200) },
  {
    name: 'PATCH /room-categories/{roomCategoryId}',
    path: roomCategory,
    json: () => ({ price: 1 }),
    status: only({ staff: 200 }),
  },
  { name: 'DELETE /room-categories/{roomCategoryId}', path: roomCategory, status: only({ staff: 409 }) },
  {
    name: 'POST /room-categories/{roomCategoryId}/rooms',
    path: (world) => `${roomCategory(world)}/rooms`,
    json: () => ({ numbers: [randomUUID().slice(0, 12)] }),
    status: only({ staff: 201 }),
  },
  {
    name: 'GET /room-categories/{roomCategoryId}/rooms',
    path: (world) => `${roomCategory(world)}/rooms`,
    status: everybody(200),
  },
  {
    name: 'POST /room-categories/{roomCategoryId}/night-generations',
    path: (world) => `${roomCategory(world)}/night-generations`,
    json: () => ({ startDate: '2030-01-01', endDate: '2030-01-02' }),
    status: only({ staff: 202 }),
  },
  {
    name: 'GET /night-generations/{generationId}',
    path: ({ generationId }) => `/night-generations/${generationId}`,
    status: only({ staff: 200 }),
  },
  {
    name: 'GET /availability',
    path: ({ category }) => {
      const { roomCategoryId, checkInDate, checkOutDate } = category.stay();
      const question = { roomCategoryId: `${roomCategoryId}`, checkInDate, checkOutDate, totalGuests: '1' };
      return `/availability?${new URLSearchParams(question).toString()}`;
    },
    status: everybody(200),
  },
  {
    name: 'POST /availability',
    path: () => '/availability',
    json: ({ category }) => {
      const { roomCategoryId, checkInDate, checkOutDate } = category.stay();
      return { stays: [{ roomCategoryId, checkInDate, checkOutDate, rooms: 1 }] };
    },
    status: only({ service: 200 }),
    // A question, too long for an address.
    unchangedBy: ['service'],
  },
  {
    name: 'GET /hotels/{hotelId}/availability',
    path: (world) => {
      const { checkInDate, checkOutDate } = world.category.stay();
      return `${hotel(world)}/availability?checkInDate=${checkInDate}&checkOutDate=${checkOutDate}`;
    },
    status: everybody(200),
  },
  {
    name: 'POST /holds',
    path: () => '/holds',
    json: ({ category }) => ({ holds: [{ bookingId: randomUUID(), ...HOLD, ...category.stay() }] }),
    status: only({ service: 200 }),
  },
  {
    name: 'POST /holds/confirmations',
    path: () => '/holds/confirmations',
    json: ({ booking }) => ({ holds: [{ bookingId: booking.bookingId }] }),
    status: only({ service: 200 }),
  },
  {
    name: 'POST /holds/releases',
    path: () => '/holds/releases',
    json: ({ booking }) => ({ holds: [{ bookingId: booking.bookingId }] }),
    status: only({ service: 200 }),
  },
  { name: 'GET /holds', path: () => '/holds?status=CONFIRMED', status: only({ service: 200 }) },
];

const ROUTES: Record<App, Route[]> = { booking: BOOKING_ROUTES, 'hotel-inventory': INVENTORY_ROUTES };

let system: TestSystem;
let world: World;
let tokens: Record<Who, string | undefined>;

beforeAll(async () => {
  system = await TestSystem.start();
  tokens = {
    nobody: undefined,
    guest: await system.token('guest-1'),
    otherGuest: await system.token('guest-2'),
    otherStaff: await system.token('staff-2', 'staff'),
    staff: await system.token('staff-1', 'staff'),
    service: undefined,
  };
  await system.category(1, { staff: 'staff-2' });
});
afterAll(() => system.close());

beforeEach(async () => {
  // Good for a minute only.
  tokens.service = await system.serviceToken();
  const category = await system.category(10);
  const { body: booking } = await system.book(category, { userId: 'guest-1' });
  const path = `/room-categories/${category.id}/night-generations`;
  const json = { startDate: '2031-01-01', endDate: '2031-01-02' };
  const generation = await system.toInventory('POST', path, { token: tokens.staff, json });
  world = { booking, category, generationId: String(generation.body['generationId']) };
  await system.inventoryDb.query('DELETE FROM StaffInvitation');
  await system.toInventory('PUT', `/hotels/${category.hotelId}/staff/staff-2`, { token: tokens.staff });
});

/** Every row of what guests and staff could touch. */
async function state(): Promise<string> {
  const booking = await system.bookingDb.query('SELECT id, status FROM Booking ORDER BY id');
  // Of a generation only that it is there: it goes on by itself.
  const generations = await system.inventoryDb.query('SELECT id, categoryId FROM NightGeneration ORDER BY id');
  const tables = ['Hotel', 'HotelStaff', 'StaffInvitation', 'RoomCategory', 'Room', 'Hold'];
  const inventory = await Promise.all(
    tables.map((table) => system.inventoryDb.query(`SELECT * FROM ${table} ORDER BY 1, 2`)),
  );
  return createHash('sha256')
    .update(JSON.stringify([booking, generations, ...inventory]))
    .digest('hex');
}

describe.each(['booking', 'hotel-inventory'] as const)('every route of %s, by who asks', (app) => {
  const call = (method: string, path: string, message: Message) =>
    app === 'booking' ? system.toBooking(method, path, message) : system.toInventory(method, path, message);

  it('is in this table', () => {
    const running = app === 'booking' ? system.booking : system.inventory;
    const document = SwaggerModule.createDocument(running.app, new DocumentBuilder().build());
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    );
    expect(documented.sort()).toEqual(ROUTES[app].map((route) => route.name).sort());
  });

  const cases = ROUTES[app].flatMap((route) => WHO.map((who) => [route.name, who, route.status[who], route] as const));

  it.each(cases)('%s by %s: %i', async (_, who, status, { name, path, json, unchangedBy }) => {
    const before = await state();
    const [method = ''] = name.split(' ');
    const answer = await call(method, path(world), { token: tokens[who], ...(json ? { json: json(world) } : {}) });

    expect(answer.status).toBe(status);
    if (unchangedBy?.includes(who)) {
      expect(await state()).toBe(before);
    } else if (status >= 400) {
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await state()).toBe(before);
    } else if (method !== 'GET') {
      expect(await state()).not.toBe(before);
    }
  });
});
