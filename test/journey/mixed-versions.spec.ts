import { randomUUID } from 'node:crypto';
import { migrate, readMigrations } from '../../tools/services/migrations.js';
import { NOTICED_WITHIN_MS } from '../cluster/balancer.js';
import { Cluster } from '../cluster/cluster.js';
import type { Replica } from '../cluster/replica.js';
import type { TestCategory } from '../support/category.js';
import { send } from '../support/http.js';
import { until } from '../support/until.js';
import { accountOfMails, brokenAtRest, untilAtRest } from './at-rest.js';
import { buildOlder, type OlderBuild } from './older-build.js';
import { SteadyLoad } from './steady-load.js';

const ROOMS = 80;
const GUESTS_WITHIN_MS = 60_000;

/** Most of it goes into starting processes, which takes long where others want the processors too. */
const PATIENCE_MS = 150_000;

/** A rollout as operators do it: migrations first, then replica by replica, with guests all the while. */
describe('an older and a newer version at once', () => {
  let older: OlderBuild;
  let cluster: Cluster;
  let category: TestCategory;

  beforeAll(async () => {
    older = await buildOlder();
    cluster = await Cluster.start({
      entries: older.entries,
      migrationsOf: (app) => older.migrationsOf(app),
      startedLater: ['hotel-inventory-2', 'booking-2'],
      lines: false,
      env: { SHUTDOWN_DELAY_MS: String(NOTICED_WITHIN_MS) },
    });
    category = await cluster.category(ROOMS);
  }, PATIENCE_MS);
  afterAll(async () => {
    await cluster.stop();
    await older.remove();
  });

  const applyNewest = async (): Promise<string[]> => [
    ...(await migrate(cluster.databases.bookingMigrationUrl, readMigrations('booking'))),
    ...(await migrate(cluster.databases.inventoryMigrationUrl, readMigrations('hotel-inventory'))),
  ];

  /** None where the schema has begun anew: then the older version is the one that brought it. */
  const unknownToOlder = (): string[] =>
    (['booking', 'hotel-inventory'] as const).flatMap((app) => {
      const known = new Set(older.migrationsOf(app).map(({ name }) => name));
      return readMigrations(app).flatMap(({ name }) => (known.has(name) ? [] : [name]));
    });

  const startNewer = async (replica: Replica) => {
    await replica.start({ entry: `dist/apps/${replica.app}/src/main.js` });
    if (replica.app === 'notification') return;
    const sent = () => cluster.balancers.some((balancer) => balancer.sendsTo(replica.url));
    await until(`requests to ${replica.name}`, sent);
  };

  /** Begun at one replica and gone on with at another: they must agree on keys, holds and statuses. */
  const bookAcross = async (first: Replica, second: Replica) => {
    const token = await cluster.token(randomUUID());
    const headers = { 'idempotency-key': randomUUID() };
    const guest = { name: 'Grace Hopper', email: 'grace@example.org' };
    const json = { ...category.stay(), totalGuests: 1, guest };
    const ask = async (replica: Replica, path: string, body?: object) => {
      const url = `${replica.url}/api/v1/bookings${path}`;
      return (await send<{ bookingId: string; status: string }>('POST', url, { token, headers, json: body })).body;
    };
    const { bookingId } = await ask(first, '', json);
    return [
      (await ask(second, '', json)).bookingId === bookingId,
      (await ask(second, `/confirm/${headers['idempotency-key']}`)).status,
      (await ask(first, `/confirm/${headers['idempotency-key']}`)).status,
      (await ask(first, `/${bookingId}/cancel`)).status,
      (await ask(second, `/${bookingId}/cancel`)).status,
    ];
  };

  it(
    'serves every request, through the migrations and with both versions side by side',
    async () => {
      const [oldInventory, newInventory, oldBooking, newBooking, notification] = cluster.replicas;
      if (!oldInventory || !newInventory || !oldBooking || !newBooking || !notification) throw new Error('too few');
      const load = new SteadyLoad(cluster, category);
      await until('requests on the older schema', () => load.answered.size > 10, GUESTS_WITHIN_MS);
      expect(await applyNewest()).toEqual(unknownToOlder());
      const onOlder = load.answered.size;
      await until(
        'requests of older replicas on the newer schema',
        () => load.answered.size > onOlder + 10,
        GUESTS_WITHIN_MS,
      );

      const both = [true, 'CONFIRMED', 'CONFIRMED', 'CANCELLED', 'CANCELLED'];
      // It asks a hotel-inventory of the version before.
      await startNewer(newBooking);
      expect(await bookAcross(newBooking, newBooking)).toEqual(both);
      await startNewer(newInventory);
      const besideInventory = load.answered.size;
      await until(
        'requests to both versions of hotel-inventory',
        () => load.answered.size > besideInventory + 10,
        GUESTS_WITHIN_MS,
      );
      expect(await oldInventory.stop()).toBe(0);
      expect(await notification.stop()).toBe(0);
      await startNewer(notification);
      expect(await bookAcross(oldBooking, newBooking)).toEqual(both);
      expect(await bookAcross(newBooking, oldBooking)).toEqual(both);
      expect(await oldBooking.stop()).toBe(0);
      await load.stop();

      expect(load.failuresInContext()).toEqual([]);
      expect(load.late).toBeLessThan(load.requests / 20);
      await untilAtRest(cluster);
      expect(await brokenAtRest(cluster.databases, load.answered)).toEqual([]);
      await expect(accountOfMails(cluster)).resolves.toMatchObject({ lost: [], doubled: [], unrecorded: [] });
      expect([newInventory, newBooking].flatMap((replica) => replica.log.errors)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
