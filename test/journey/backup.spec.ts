import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mariadb';
import { connectionConfig, Database } from '#database';
import { accessStatements } from '../../tools/services/database-access.js';
import { findProgram, run } from '../../tools/services/programs.js';
import { Cluster } from '../cluster/cluster.js';
import { type PrivateServer, startPrivateMariaDb, startPrivateRedis } from '../support/services.js';
import { makeThrowAwayFolder, type ThrowAwayFolder } from '../support/throw-away-folder.js';
import { until } from '../support/until.js';
import { accountOfMails, brokenAtRest, untilAtRest } from './at-rest.js';
import { SteadyLoad } from './steady-load.js';

/** Longer than a guest of the load takes, short enough to see what is left over expire. */
const HOLD_SECONDS = 8;
const GUESTS_WITHIN_MS = 60_000;

/** Most of it goes into starting processes, which takes long where others want the processors too. */
const PATIENCE_MS = 150_000;

/** The commands of docs/operations.md, on a system that is in use and then gone. */
describe('backup and restore', () => {
  let cluster: Cluster;
  let operator: ThrowAwayFolder;
  let newServer: PrivateServer;
  let emptyRedis: PrivateServer;
  const opened: Database[] = [];

  beforeAll(async () => {
    operator = makeThrowAwayFolder();
    [cluster, newServer, emptyRedis] = await Promise.all([
      Cluster.start({ replicas: { booking: 1, 'hotel-inventory': 1 }, lines: false, holdSeconds: HOLD_SECONDS }),
      startPrivateMariaDb(),
      startPrivateRedis(),
    ]);
  }, PATIENCE_MS);
  afterAll(async () => {
    await Promise.all(opened.map((database) => database.close()));
    await Promise.all([cluster.stop(), newServer.remove(), emptyRedis.remove(), operator.remove()]);
  });

  const onNewServer = (url: string) => Object.assign(new URL(url), { host: new URL(newServer.url).host }).href;

  const open = (url: string) => {
    const database = new Database({ url: onNewServer(url), connections: 2 });
    opened.push(database);
    return database;
  };

  /** Runs what the documentation says, with this test's databases in it, as somebody whose ~/.my.cnf leads to `server`. */
  const runDocumented = async (program: 'mysqldump' | 'mysql', server: PrivateServer) => {
    const documented = new RegExp(`^ *${program} .*$`, 'm').exec(readFileSync('docs/operations.md', 'utf8'))?.[0];
    const { pathname: booking } = new URL(cluster.databases.bookingUrl);
    const { pathname: inventory } = new URL(cluster.databases.inventoryUrl);
    const command = documented
      ?.replace('airbnb_booking_dev', booking.slice(1))
      .replace('airbnb_dev_mode', inventory.slice(1));
    const { hostname, port, username, password } = new URL(server.url);
    const lines = [`host=${hostname}`, `port=${port}`, `user=${username}`, `password=${password}`];
    writeFileSync(join(operator.path, '.my.cnf'), ['[client]', ...lines, ''].join('\n'));
    const installed = findProgram(program, program === 'mysql' ? 'mariadb' : 'mariadb-dump');
    const programs = join(operator.path, program);
    mkdirSync(programs);
    symlinkSync(installed ?? program, join(programs, program));
    const env = { ...process.env, HOME: operator.path, PATH: `${programs}:${process.env['PATH']}` };
    await run('sh', ['-c', `cd "$HOME" && ${command}`], env);
  };

  /** As docker/create-databases.sh does it. */
  const letAppsIn = async () => {
    const { bookingUrl, inventoryUrl, bookingMigrationUrl } = cluster.databases;
    const userOf = (url: string) => {
      const { username: user, password, pathname } = new URL(url);
      return { user, password, database: pathname.slice(1) };
    };
    const migration = userOf(bookingMigrationUrl);
    const connection = await createConnection(connectionConfig(newServer.url));
    for (const app of [userOf(bookingUrl), userOf(inventoryUrl)]) {
      for (const statement of accessStatements(app, migration)) await connection.query(statement);
    }
    await connection.end();
    return open(bookingUrl);
  };

  const startOnNewServers = async () => {
    const env = {
      REDIS_URL: emptyRedis.url,
      BOOKING_DATABASE_URL: onNewServer(cluster.databases.bookingUrl),
      INVENTORY_DATABASE_URL: onNewServer(cluster.databases.inventoryUrl),
    };
    for (const replica of cluster.replicas) replica.launch({ env });
    await Promise.all(cluster.replicas.map((replica) => replica.ready()));
  };

  const idsOf = async (database: Database, sql: string) =>
    (await database.query<{ id: string }>(sql)).map(({ id }) => id);

  it(
    'brings both databases back as of one instant, with every booking that was acknowledged before it',
    async () => {
      const load = new SteadyLoad(cluster, await cluster.category(80));
      await until('bookings', () => load.answered.size > 25, GUESTS_WITHIN_MS);
      const acknowledged = new Map(load.answered);
      await runDocumented('mysqldump', cluster.mariadb);
      await until('bookings after the backup', () => load.answered.size > acknowledged.size + 10, GUESTS_WITHIN_MS);
      await load.stop();
      await Promise.all(cluster.replicas.map((replica) => replica.kill()));

      const restored = await letAppsIn();
      await runDocumented('mysql', newServer);
      const bookings = await idsOf(restored, 'SELECT id FROM Booking');
      expect([...acknowledged.keys()].filter((id) => !bookings.includes(id))).toEqual([]);
      expect(bookings.length).toBeLessThan(load.answered.size);
      const knownAsSent = await idsOf(
        restored,
        "SELECT CONCAT(kind, '.', bookingId, '@staylock.example') AS id FROM Outbox WHERE topic = 'MAIL' AND state = 'DONE'",
      );

      await startOnNewServers();
      const pending = () => idsOf(restored, "SELECT id FROM Booking WHERE status = 'PENDING'");
      await until('what nobody confirmed to expire', async () => (await pending()).length === 0, GUESTS_WITHIN_MS);
      await untilAtRest({ bookingDb: restored, inventoryDb: open(cluster.databases.inventoryUrl) });
      // What a later request, or none, would change is left out.
      const told = [...acknowledged].filter(([id, status]) => status !== 'PENDING' && load.answered.get(id) === status);
      const [bookingUrl, inventoryUrl] = [cluster.databases.bookingUrl, cluster.databases.inventoryUrl].map(
        onNewServer,
      );
      expect(
        await brokenAtRest({ bookingUrl: bookingUrl ?? '', inventoryUrl: inventoryUrl ?? '' }, new Map(told)),
      ).toEqual([]);

      const mails = await accountOfMails({ bookingDb: restored, smtp: cluster.smtp });
      expect(mails.lost).toEqual([]);
      expect(mails.doubled.filter((id) => knownAsSent.includes(id))).toEqual([]);
      expect(knownAsSent.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
