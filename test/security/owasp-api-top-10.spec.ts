import { randomUUID } from 'node:crypto';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { Queue } from 'bullmq';
import { SignJWT, UnsecuredJWT } from 'jose';
import { type BookingMail, EMAIL_QUEUE, mailJobId } from '#contracts';
import { send } from '../support/http.js';
import { brokenInvariants } from '../support/invariants.js';
import { Line } from '../support/line.js';
import { GUEST, type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

// OWASP API Security Top 10, 2023. Each item is tried here once, end to end; the names in brackets go deeper.

const PER_MINUTE = 40;
const HOLDS = 3;

let system: TestSystem;
let line: Line;
let category: TestCategory;
beforeAll(async () => {
  system = await TestSystem.start({
    env: { RATE_LIMIT_USER_PER_MINUTE: `${PER_MINUTE}` },
    inventoryEnv: { HOLDS_PER_GUEST: `${HOLDS}` },
    inventoryLine: async (url) => {
      line = await Line.to(url);
      return line.url;
    },
  });
  category = await system.category(50);
});
afterAll(async () => {
  await system.close();
  await line.close();
});

const guest = () => `guest-${randomUUID()}`;

describe('API1, broken object level authorisation [access-matrix, probing]', () => {
  it('is answered by 404 for every booking that is not the caller’s, whatever is to be done with it', async () => {
    const { body: booking } = await system.book(category, { userId: guest() });
    const token = await system.token(guest());
    for (const [method, path] of [
      ['GET', `/bookings/${booking.bookingId}`],
      ['POST', `/bookings/${booking.bookingId}/cancel`],
      ['POST', `/bookings/confirm/${booking.idempotencyKey}`],
    ] as const) {
      expect(await system.toBooking(method, path, { token })).toMatchObject({ status: 404 });
    }
    expect(await system.status(booking.bookingId)).toBe('PENDING');
  });
});

describe('API2, broken authentication [libs/platform/src/auth]', () => {
  it('is answered by 401 for every token that is not right in each respect', async () => {
    const secret = new TextEncoder().encode(system.env['AUTH_SECRET']);
    const claims = () => new SignJWT({ role: 'guest' }).setSubject('guest-1').setProtectedHeader({ alg: 'HS256' });
    const good = () => claims().setIssuer('staylock').setAudience('staylock').setExpirationTime('1m');
    const tokens = {
      'without signature': new UnsecuredJWT({ role: 'guest', sub: 'guest-1', iss: 'staylock', aud: 'staylock' })
        .setExpirationTime('1m')
        .encode(),
      'of another key': await good().sign(new TextEncoder().encode('x'.repeat(32))),
      'of another issuer': await good().setIssuer('mallory').sign(secret),
      'for another audience': await good().setAudience('staylock-services').sign(secret),
      expired: await good().setExpirationTime('-1m').sign(secret),
      'not valid yet': await good().setNotBefore('1m').sign(secret),
      'without expiry': await claims().setIssuer('staylock').setAudience('staylock').sign(secret),
    };
    for (const [what, token] of Object.entries(tokens)) {
      const { status } = await system.toBooking('GET', '/bookings', { token });
      expect({ [what]: status }).toEqual({ [what]: 401 });
    }
    expect((await system.toBooking('GET', '/bookings', { token: await good().sign(secret) })).status).toBe(200);
  });
});

describe('API3, broken object property level authorisation [booking/create, booking/bad-input]', () => {
  it('is answered by 400 for every property that is not the client’s to set', async () => {
    const before = await system.count('booking', 'Booking');
    for (const property of ['status', 'userId', 'reference', 'expiresAt', 'nights', 'currency', '__proto__']) {
      const json = JSON.parse(
        JSON.stringify({ ...category.stay(), ...GUEST }).replace(/}$/, `,"${property}":"CONFIRMED"}`),
      ) as object;
      const raw = JSON.stringify(json).includes(property)
        ? JSON.stringify(json)
        : JSON.stringify({ ...category.stay(), ...GUEST }).replace(/}$/, ',"__proto__":{"role":"staff"}}');
      const answer = await system.toBooking('POST', '/bookings', { token: await system.token(guest()), raw });
      expect({ [property]: answer.status }).toEqual({ [property]: 400 });
    }
    expect(await system.count('booking', 'Booking')).toBe(before);
  });

  it('is answered by a price that only hotel-inventory sets: the client’s is compared, not taken', async () => {
    const answer = await system.book(category, { userId: guest(), bookingAmount: 1 });
    expect(answer).toMatchObject({ status: 409, body: { code: 'price_changed', bookingAmount: 20_000 } });
  });
});

describe('API4, unrestricted resource consumption [libs/rate-limit, libs/http-app]', () => {
  it('is answered by 429 with the time to wait, for one user and not for the next', async () => {
    const token = await system.token(guest());
    const answers = [];
    for (let n = 0; n < PER_MINUTE + 5; n++) answers.push(await system.toBooking('GET', '/bookings', { token }));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(5);
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answers[0]?.headers.get('ratelimit')).toBeTruthy();
    expect((await system.toBooking('GET', '/bookings', { token: await system.token(guest()) })).status).toBe(200);
  });

  it('is answered by limits of a request’s and an answer’s size', async () => {
    const token = await system.token(guest());
    const raw = JSON.stringify({ ...category.stay(), ...GUEST, specialRequests: 'x'.repeat(70_000) });
    expect((await system.toBooking('POST', '/bookings', { token, raw })).status).toBe(413);
    expect((await system.toBooking('GET', '/bookings?limit=100000', { token })).status).toBe(400);
  });
});

describe('API5, broken function level authorisation [access-matrix, route-access]', () => {
  it('is answered by 403 for what other roles do, also where the id would be right', async () => {
    const { body: booking } = await system.book(category, { userId: guest() });
    for (const role of ['guest', 'staff'] as const) {
      const token = await system.token('staff-1', role);
      const json = { holds: [{ bookingId: booking.bookingId }] };
      expect((await system.toInventory('POST', '/holds/releases', { token, json })).status).toBe(403);
      expect((await system.toBooking('GET', '/dead-letters', { token })).status).toBe(403);
    }
    const json = { price: 1 };
    const token = await system.token('staff-1', 'guest');
    expect((await system.toInventory('PATCH', `/room-categories/${category.id}`, { token, json })).status).toBe(403);
  });
});

describe('API6, unrestricted access to sensitive business flows [booking/abuse]', () => {
  it('is answered by caps: one guest cannot hold a hotel’s rooms from the others', async () => {
    const userId = guest();
    const answers = await Promise.all(Array.from({ length: HOLDS + 2 }, () => system.book(category, { userId })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(HOLDS);
    for (const { status, body } of answers.filter(({ status }) => status !== 201)) {
      expect({ status, code: body['code'] }).toEqual({ status: 429, code: 'too_many_pending_bookings' });
    }
    expect((await system.book(category, { userId: guest() })).status).toBe(201);
  });
});

describe('API7, server side request forgery', () => {
  it('has nothing to work on: no request names a place that an app could then call', () => {
    const properties = [system.booking, system.inventory].flatMap(({ app }) => {
      const { paths, components } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
      const sent = JSON.stringify(Object.values(paths).flatMap((methods) => Object.values(methods) as object[]));
      const named = Object.entries(components?.schemas ?? {}).filter(
        ([name]) => /Dto$/.test(name) && sent.includes(name),
      );
      return named.flatMap(([, schema]) => Object.entries((schema as { properties?: object }).properties ?? {}));
    });
    expect(properties.length).toBeGreaterThan(30);
    const places = properties.filter(
      ([name, schema]) =>
        /url|uri|host(?!el)|callback|webhook|endpoint/i.test(name) || /"ur[il]"/.test(JSON.stringify(schema)),
    );
    expect(places).toEqual([]);
  });

  it('finds no way in by the Host header: links in mails come from the configuration', async () => {
    const answer = await system.toBooking('POST', '/bookings', {
      token: await system.token(guest()),
      headers: {
        'x-forwarded-host': 'evil.example',
        forwarded: 'host=evil.example',
        'x-original-host': 'evil.example',
      },
      json: { ...category.stay(), ...GUEST },
    });
    expect(answer.status).toBe(201);
    const queue = new Queue(EMAIL_QUEUE, { connection: { url: system.env['REDIS_URL'] ?? '' } });
    const job = await until('the mail to be in the queue', () =>
      queue.getJob(mailJobId(answer.body.bookingId, 'held')),
    );
    await queue.close();
    const mail = job.data as BookingMail;
    expect(mail.booking.confirmUrl).toMatch(/^http:\/\/127\.0\.0\.1:3000\//);
    expect(JSON.stringify(mail)).not.toContain('evil.example');
  });
});

describe('API8, security misconfiguration [libs/http-app, container]', () => {
  it('is answered by headers on every answer, no word of what runs behind, and no other origin', async () => {
    const answers = [
      await system.toBooking('GET', '/bookings', { token: await system.token(guest()) }),
      await system.toBooking('GET', '/bookings', { headers: { origin: 'https://evil.example' } }),
      await system.toBooking('GET', '/nothing-here'),
    ];
    for (const { headers } of answers) {
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('strict-transport-security')).toContain('max-age=');
      expect(headers.get('access-control-allow-origin')).toBeNull();
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });
});

describe('API9, improper inventory management [journey/as-built, libs/route-access]', () => {
  it('is answered by documents made from the code, one version, and nothing beside it', async () => {
    for (const { app } of [system.booking, system.inventory]) {
      const { paths } = SwaggerModule.createDocument(app, new DocumentBuilder().build());
      expect(Object.keys(paths).length).toBeGreaterThan(3);
      for (const path of Object.keys(paths)) expect(path).toMatch(/^\/api\/v1\//);
    }
    const token = await system.token(guest());
    for (const path of ['/api/v2/bookings', '/api/bookings', '/bookings', '/admin', '/debug', '/.env', '/actuator']) {
      const { status } = await send('GET', `${system.booking.url}${path}`, { token });
      expect({ [path]: status }).toEqual({ [path]: 404 });
    }
  });
});

describe('API10, unsafe consumption of APIs [journey/inventory-away, notification/malformed-jobs]', () => {
  it('is answered by trusting no answer of hotel-inventory: what is not as agreed is an outage, and nothing is written', async () => {
    const before = await system.count('booking', 'Booking');
    line.mode = 'garbage';
    line.cutAll();
    const answer = await system.book(category, { userId: guest() });
    line.mode = 'pass';
    expect(answer).toMatchObject({ status: 503, body: { code: 'hotel_inventory_unavailable' } });
    expect(await system.count('booking', 'Booking')).toBe(before);
    expect(await brokenInvariants(system)).toEqual([]);
  });
});
