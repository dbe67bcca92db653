import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { TestSystem } from '../support/system.js';
import { until } from '../support/until.js';
import { type App, documentedRoutes, ROUTES } from './every-route.js';
import { goThrough, type Outage } from './outage.js';

/** Nobody has to write for it to be noticed. */
const NOTICED_WITHIN_MS = 2_000;
const BACK_WITHIN_MS = 5_000;
const BOTH: App[] = ['booking', 'hotel-inventory'];

describe('while a database is away', () => {
  let server: PrivateServer;
  let databases: TestDatabases;
  let lines: Record<App, Line>;
  let system: TestSystem;

  beforeAll(async () => {
    server = await startPrivateMariaDb();
    databases = await createDatabases(server.url);
    lines = {
      booking: await Line.to(databases.bookingUrl),
      'hotel-inventory': await Line.to(databases.inventoryUrl),
    };
    system = await TestSystem.start({
      databases,
      bookingDatabaseUrl: lines.booking.url,
      inventoryDatabaseUrl: lines['hotel-inventory'].url,
    });
  });
  afterAll(async () => {
    await system.close();
    await Promise.all(Object.values(lines).map((line) => line.close()));
    await server.remove();
  });

  const stopsThoseOf =
    (apps: App[]): Outage['stops'] =>
    ({ app, needsInventory }) =>
      apps.includes(app) || (needsInventory === true && apps.includes('hotel-inventory'));

  const onLines = (name: string, apps: App[], mode: 'silent' | 'refuse'): Outage => ({
    name,
    begin: () => {
      for (const app of apps) lines[app].mode = mode;
      if (mode === 'refuse') for (const app of apps) lines[app].cutAll();
    },
    end: () => {
      for (const app of apps) lines[app].mode = 'pass';
    },
    stops: stopsThoseOf(apps),
  });

  it.each(BOTH)('every route of %s is asked', (app) => {
    const running = app === 'booking' ? system.booking : system.inventory;
    const asked = new Set(ROUTES.filter((route) => route.app === app).map((route) => route.name));
    expect([...asked].sort()).toEqual(documentedRoutes(running).sort());
  });

  it.each<Outage>([
    {
      name: 'both are frozen',
      begin: () => server.pause(),
      end: () => server.resume(),
      stops: stopsThoseOf(BOTH),
    },
    {
      name: 'both are killed and started again',
      begin: () => server.kill(),
      end: () => server.start(),
      stops: stopsThoseOf(BOTH),
    },
    {
      name: 'both take no writes',
      begin: () => setReadOnly(server, 1),
      end: () => setReadOnly(server, 0),
      stops: stopsThoseOf(BOTH),
    },
    onLines('both lines have gone silent', BOTH, 'silent'),
    onLines('both refuse connections', BOTH, 'refuse'),
    onLines('that of booking has gone silent', ['booking'], 'silent'),
    onLines('that of hotel-inventory has gone silent', ['hotel-inventory'], 'silent'),
  ])('$name: every route says so in time, also to those who wait, and is back in time', async (outage) => {
    await goThrough(system, outage);
  });

  it('takes no writes: neither app is ready, and both are soon after the flip', async () => {
    const readiness = () =>
      Promise.all(
        [system.booking, system.inventory].map(async ({ url }) => (await fetch(`${url}/health/ready`)).status),
      );
    expect(await readiness()).toEqual([200, 200]);
    await setReadOnly(server, 1);
    await until('none is ready', async () => (await readiness()).every((status) => status === 503), NOTICED_WITHIN_MS);
    await setReadOnly(server, 0);
    await until('both are ready', async () => (await readiness()).every((status) => status === 200), BACK_WITHIN_MS);
  });
});

async function setReadOnly(server: PrivateServer, value: 0 | 1): Promise<void> {
  const root = await createConnection(connectionConfig(server.url));
  await root.query(`SET GLOBAL read_only = ${value}`);
  await root.end();
}
