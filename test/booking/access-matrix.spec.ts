import { type BookingBody, GUEST, type TestCategory, TestSystem } from '../support/system.js';

type Who = 'nobody' | 'guest' | 'otherGuest' | 'otherStaff' | 'staff' | 'service';

interface Route {
  name: string;
  method: 'GET' | 'POST';
  path: (booking: BookingBody) => string;
  status: Record<Who, number>;
  /** What the booking is afterwards where the answer was 200; PENDING otherwise. */
  becomes?: string;
}

const NO_SUCH_LETTER = 999_999;
/** For routes of guests and staff that everybody of them may use. */
const ANY_USER = (status: number) => ({ guest: status, otherGuest: status, otherStaff: status, staff: status });

const ROUTES: Route[] = [
  {
    name: 'POST /bookings',
    method: 'POST',
    path: () => '/bookings',
    status: { nobody: 401, ...ANY_USER(201), service: 403 },
  },
  {
    name: 'POST /bookings/confirm/{idempotencyKey}',
    method: 'POST',
    path: ({ idempotencyKey }) => `/bookings/confirm/${idempotencyKey}`,
    // A key is its user's: to staff of the hotel it says nothing either.
    status: { nobody: 401, guest: 200, otherGuest: 404, otherStaff: 404, staff: 404, service: 403 },
    becomes: 'CONFIRMED',
  },
  {
    name: 'POST /bookings/{bookingId}/cancel',
    method: 'POST',
    path: ({ bookingId }) => `/bookings/${bookingId}/cancel`,
    status: { nobody: 401, guest: 200, otherGuest: 404, otherStaff: 404, staff: 200, service: 403 },
    becomes: 'CANCELLED',
  },
  {
    name: 'GET /bookings/{bookingId}',
    method: 'GET',
    path: ({ bookingId }) => `/bookings/${bookingId}`,
    status: { nobody: 401, guest: 200, otherGuest: 404, otherStaff: 404, staff: 200, service: 403 },
  },
  {
    name: 'GET /bookings',
    method: 'GET',
    path: () => '/bookings',
    status: { nobody: 401, ...ANY_USER(200), service: 403 },
  },
  {
    name: 'GET /dead-letters',
    method: 'GET',
    path: () => '/dead-letters',
    status: { nobody: 401, ...ANY_USER(403), service: 200 },
  },
  {
    name: 'POST /dead-letters/{id}/retry',
    method: 'POST',
    path: () => `/dead-letters/${NO_SUCH_LETTER}/retry`,
    status: { nobody: 401, ...ANY_USER(403), service: 404 },
  },
];

describe('every route of booking, by who asks', () => {
  let system: TestSystem;
  let category: TestCategory;
  let tokens: Record<Who, string | undefined>;

  beforeAll(async () => {
    system = await TestSystem.start();
    category = await system.category(100);
    await system.category(1, { staff: 'staff-2' });
    tokens = {
      nobody: undefined,
      guest: await system.token('guest-1'),
      otherGuest: await system.token('guest-2'),
      otherStaff: await system.token('staff-2', 'staff'),
      staff: await system.token('staff-1', 'staff'),
      service: await system.serviceToken(),
    };
  });
  afterAll(() => system.close());

  const cases = ROUTES.flatMap((route) =>
    Object.entries(route.status).map(([who, status]) => [route.name, who as Who, status, route] as const),
  );

  it.each(cases)('%s by %s: %i', async (_, who, status, { method, path, becomes }) => {
    const { body: booking } = await system.book(category, { userId: 'guest-1' });
    const isCreate = method === 'POST' && path(booking) === '/bookings';
    const bookings = await system.count('booking', 'Booking');

    const answer = await system.toBooking(method, path(booking), {
      token: tokens[who],
      ...(isCreate ? { json: { ...category.stay(), ...GUEST } } : {}),
    });

    expect(answer.status).toBe(status);
    if (status >= 400) expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await system.status(booking.bookingId)).toBe(status === 200 && becomes ? becomes : 'PENDING');
    expect(await system.count('booking', 'Booking')).toBe(bookings + (status === 201 ? 1 : 0));
  });
});
