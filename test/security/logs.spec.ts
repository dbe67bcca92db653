import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Cluster } from '../cluster/cluster.js';
import { send } from '../support/http.js';
import type { TestCategory } from '../support/system.js';
import { until } from '../support/until.js';

/** What nobody may find in a log, with what it would look like there. */
const GUEST = { name: 'Zephyrine Quaglia', email: 'zephyrine.quaglia@secret-mailbox.example' };
const WISH = 'a cot for my newborn Xanthippe';

let cluster: Cluster;
let category: TestCategory;
let token: string;
beforeAll(async () => {
  cluster = await Cluster.start({
    replicas: { booking: 1, 'hotel-inventory': 1, notification: 1 },
    env: { LOG_LEVEL: 'trace' },
  });
  category = await cluster.category(20);
  token = await cluster.token('guest-with-secrets');
}, 120_000);
afterAll(() => cluster.stop());

/** Past the balancer, which has words of its own for a replica that is not ready. */
const bookingUrl = () => cluster.booking[0]?.url ?? '';
const logs = () => cluster.replicas.map((replica) => replica.log.tail(10_000)).join('\n');

const book = (changes: object = {}, headers: Record<string, string> = {}) =>
  send<{ bookingId: string; idempotencyKey: string }>('POST', `${bookingUrl()}/api/v1/bookings`, {
    token,
    headers: { 'idempotency-key': randomUUID(), ...headers },
    json: { ...category.stay(), totalGuests: 1, guest: GUEST, specialRequests: WISH, ...changes },
  });

/** An evening on which everything happens that could make somebody write down too much. */
async function evening(): Promise<void> {
  const { body } = await book();
  await send('POST', `${bookingUrl()}/api/v1/bookings/confirm/${body.idempotencyKey}`, { token });
  await send('POST', `${bookingUrl()}/api/v1/bookings/${body.bookingId}/cancel`, { token });
  // Refused: by the edge, by validation, by the key.
  const key = randomUUID();
  await book({}, { 'idempotency-key': key });
  await book({ rooms: 2 }, { 'idempotency-key': key });
  await book({ guest: { ...GUEST, unknown: WISH } });
  await book({ guest: { name: GUEST.name, email: `${GUEST.email} no address` } });
  await book({ specialRequests: `${WISH}\u0000` });
  const malformed = `{"guest":{"email":"${GUEST.email}"}`;
  await send('POST', `${bookingUrl()}/api/v1/bookings`, { token, raw: malformed });
  await send('GET', `${bookingUrl()}/api/v1/bookings?email=${GUEST.email}`, { token: `${token}x` });
  await send('GET', `${bookingUrl()}/api/v1/${encodeURIComponent(GUEST.email)}`, { token });
  // The mail server refuses, and quotes the address.
  cluster.smtp.onRecipient = () => ({ refuse: 'recipient', code: 550 });
  await book();
  await until('the refused mail to be a dead letter', async () => {
    const rows = await cluster.bookingDb.query("SELECT 1 FROM Outbox WHERE state = 'DEAD'");
    return rows.length > 0;
  });
  // The database fails in the midst of statements with their parameters, and Redis with jobs in hand.
  const database = cluster.booking[0]?.lines.database;
  if (!database) throw new Error('booking has no line to its database');
  database.onAnswer = () => 'cut';
  await book();
  await send('GET', `${bookingUrl()}/api/v1/bookings`, { token });
  database.onAnswer = () => 'pass';
  await cluster.redis.stop();
  await book();
  await cluster.redis.start();
  await sleep(1_500);
}

describe('what the apps write to their logs', () => {
  it('holds no guest’s name, address or wishes, no token and no secret, whatever goes wrong', async () => {
    await evening();
    const written = logs();
    // The control: lines of all sorts are there.
    for (const line of ['"msg":"request"', '"msg":"mail"', '"status":201', '"status":422', '"status":503']) {
      expect(written).toContain(line);
    }
    const secrets = {
      name: GUEST.name,
      firstName: 'Zephyrine',
      email: GUEST.email,
      mailbox: 'secret-mailbox',
      wish: 'Xanthippe',
      token,
      signature: token.split('.')[2] ?? '',
      authSecret: cluster['authSecret'],
      serviceAuthSecret: cluster['serviceAuthSecret'],
      databasePassword: new URL(cluster.databases.bookingUrl).password,
      redisPassword: new URL(cluster.redis.url).password,
      bearer: 'Bearer ',
    };
    for (const [what, secret] of Object.entries(secrets)) {
      expect(secret.length).toBeGreaterThan(5);
      const lines = written.split('\n').filter((line) => line.toLowerCase().includes(secret.toLowerCase()));
      expect({ [what]: lines }).toEqual({ [what]: [] });
    }
  }, 120_000);

  it('names every request, also where hotel-inventory is asked about many at once', async () => {
    const wanted = await cluster.category(50);
    const ids = Array.from({ length: 30 }, () => `request-${randomUUID()}`);
    const inventoryLog = () => cluster.inventory[0]?.log.tail(10_000) ?? '';
    const batches = () => inventoryLog().split('"route":"/api/v1/holds"').length - 1;
    const before = batches();
    const answers = await Promise.all(ids.map((id) => book(wanted.stay(), { 'x-request-id': id })));
    expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 201));
    // Lines are written together, a moment later.
    await until('the lines of all requests', () => ids.every((id) => inventoryLog().includes(id)));
    expect(batches() - before).toBeLessThan(ids.length);
  });
});
