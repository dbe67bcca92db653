import { randomUUID } from 'node:crypto';
import { type AppProcess, startAppProcess } from '../support/app-process.js';
import { HOLD } from '../support/holds.js';
import { send } from '../support/http.js';
import { brokenInvariants } from '../support/invariants.js';
import { TestSmtpServer } from '../support/smtp-server.js';
import { type BookingBody, GUEST, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** Every route, as the documents must list them; health is for balancers and not in there. */
const ROUTES = {
  booking: [
    'GET /api/v1/bookings',
    'GET /api/v1/bookings/{bookingId}',
    'GET /api/v1/dead-letters',
    'POST /api/v1/bookings',
    'POST /api/v1/bookings/confirm/{idempotencyKey}',
    'POST /api/v1/bookings/{bookingId}/cancel',
    'POST /api/v1/dead-letters/{id}/retry',
  ],
  'hotel-inventory': [
    'DELETE /api/v1/hotels/{hotelId}',
    'DELETE /api/v1/hotels/{hotelId}/staff/{userId}',
    'DELETE /api/v1/invitations/{hotelId}',
    'DELETE /api/v1/room-categories/{roomCategoryId}',
    'GET /api/v1/availability',
    'GET /api/v1/holds',
    'GET /api/v1/hotels',
    'GET /api/v1/hotels/{hotelId}',
    'GET /api/v1/hotels/{hotelId}/availability',
    'GET /api/v1/hotels/{hotelId}/invitations',
    'GET /api/v1/hotels/{hotelId}/room-categories',
    'GET /api/v1/hotels/{hotelId}/staff',
    'GET /api/v1/invitations',
    'GET /api/v1/night-generations/{generationId}',
    'GET /api/v1/room-categories/{roomCategoryId}',
    'GET /api/v1/room-categories/{roomCategoryId}/rooms',
    'GET /api/v1/staff/{userId}/hotels',
    'GET /api/v1/staff/{userId}/hotels/{hotelId}',
    'PATCH /api/v1/hotels/{hotelId}',
    'PATCH /api/v1/room-categories/{roomCategoryId}',
    'POST /api/v1/availability',
    'POST /api/v1/holds',
    'POST /api/v1/holds/confirmations',
    'POST /api/v1/holds/releases',
    'POST /api/v1/hotels',
    'POST /api/v1/hotels/{hotelId}/room-categories',
    'POST /api/v1/invitations/{hotelId}/accept',
    'POST /api/v1/room-categories/{roomCategoryId}/night-generations',
    'POST /api/v1/room-categories/{roomCategoryId}/rooms',
    'PUT /api/v1/hotels/{hotelId}/staff/{userId}',
  ],
  notification: [],
};

type AppName = keyof typeof ROUTES;
const APPS = Object.keys(ROUTES) as AppName[];

/** Two runs of a task that comes every 5 s, a busy machine, and the confirm budget. */
const TASK_MS = 40_000;

/** The three apps as they are deployed, schedules running. `system` only makes hotels and looks at the databases. */
describe('the apps as built', () => {
  let smtp: TestSmtpServer;
  let system: TestSystem;
  const apps = {} as Record<AppName, AppProcess>;

  beforeAll(async () => {
    smtp = await TestSmtpServer.start();
    system = await TestSystem.start();
    apps['hotel-inventory'] = await startAppProcess('hotel-inventory', {
      ...system.env,
      INVENTORY_DATABASE_URL: system.databases.inventoryUrl,
    });
    apps.booking = await startAppProcess('booking', {
      ...system.env,
      BOOKING_DATABASE_URL: system.databases.bookingUrl,
      HOTEL_INVENTORY_URL: apps['hotel-inventory'].url,
      HOLD_SECONDS: '2',
    });
    apps.notification = await startAppProcess('notification', {
      ...system.env,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Staylock <bookings@staylock.example>',
    });
  });
  afterAll(async () => {
    await Promise.all(Object.values(apps).map((app) => app.kill()));
    await system.close();
    await smtp.stop();
  });

  it.each(APPS)('%s shows its documentation, with every route in it', async (name) => {
    const page = await fetch(`${apps[name].url}/docs`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    const document = await send<{ paths: Record<string, object> }>('GET', `${apps[name].url}/docs/json`);
    expect(document.status).toBe(200);
    const routes = Object.entries(document.body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual(ROUTES[name]);
  });

  it('expires what nobody confirmed, frees its nights and tells the guest, by the schedules alone', async () => {
    const category = await system.category(1);
    const { status, body } = await send<BookingBody>('POST', `${apps.booking.url}/api/v1/bookings`, {
      token: await system.token('guest-1'),
      json: { ...category.stay(1, 1), ...GUEST },
    });
    expect(status).toBe(201);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });

    const freed = async () => (await system.nights(category.id))[1]?.held === 0;
    await until('the nights to come free', freed, TASK_MS);
    expect(await system.status(body.bookingId)).toBe('EXPIRED');
    // Freed by the booking's end: the lease of the hold itself would have lasted a minute longer.
    expect(await system.holdStatus(body.bookingId)).toBe('RELEASED');
    await until('the mail to go out', () => smtp.accepted.some((mail) => mail.messageId?.includes('<expired.')));
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('takes back a lapsed hold that no booking stands on, by the schedules alone', async () => {
    const category = await system.category(1);
    const bookingId = randomUUID();
    const inTime = randomUUID();
    const { body } = await send('POST', `${apps['hotel-inventory'].url}/api/v1/holds`, {
      token: await system.serviceToken(),
      json: {
        holds: [
          { bookingId, ...HOLD, ...category.stay(1, 1), holdSeconds: 1 },
          { bookingId: inTime, ...HOLD, ...category.stay(2, 1) },
        ],
      },
    });
    expect(body).toMatchObject({ holds: [{ outcome: 'held' }, { outcome: 'held' }] });

    await until('the sweep', async () => (await system.holdStatus(bookingId)) === 'LAPSED', TASK_MS);
    expect((await system.nights(category.id)).slice(1, 3)).toMatchObject([{ held: 0 }, { held: 1 }]);
    expect(await system.holdStatus(inTime)).toBe('HELD');
  });

  it('gives a sold stay its rooms, by the schedules alone', async () => {
    const category = await system.category(3);
    const { body } = await system.book(category, { rooms: 2, totalGuests: 2 });
    expect((await system.confirm(body.idempotencyKey)).status).toBe(200);
    const roomNights = () => system.count('inventory', 'RoomNight', 'bookingId = ?', [body.bookingId]);
    await until('two rooms for two nights', async () => (await roomNights()) === 4, TASK_MS);
  });

  it.each(APPS)('%s ends in order on SIGTERM', async (name) => {
    expect(await apps[name].stop()).toBe(0);
  });
});
