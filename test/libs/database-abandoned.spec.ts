import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database, sqlErrorNumber } from '#database';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { until } from '../support/until.js';

const TRANSACTION_PROCESS = 'dist/test/support/transaction.process.js';
const FREE_WITHIN_MS = 30_000;
/** Where the server knows how long a transaction may idle. */
const SOON_FREE_WITHIN_MS = 15_000;
/** Longer than a session may be idle. */
const IDLE_MS = 29_000;

describe('what a vanished process leaves at the database', () => {
  let databases: TestDatabases;
  let database: Database;
  let line: Line;
  /** MySQL knows no limit for transactions. */
  let isMariaDb: boolean;
  let soonMs: number;
  /** Begun before the other tests, as it waits as long as all of them together. */
  let idling: ReturnType<typeof leaveIdle>;

  beforeAll(async () => {
    databases = await createDatabases();
    const owner = new Database({ url: databases.bookingMigrationUrl, connections: 1 });
    await owner.query('CREATE TABLE Account (id INT PRIMARY KEY, balance BIGINT NOT NULL) ENGINE = InnoDB');
    await owner.query('INSERT INTO Account VALUES (1, 0), (2, 0)');
    const [server] = await owner.query<{ version: string }>('SELECT VERSION() AS version');
    isMariaDb = server?.version.includes('MariaDB') ?? false;
    soonMs = isMariaDb ? SOON_FREE_WITHIN_MS : FREE_WITHIN_MS;
    await owner.close();
    idling = leaveIdle();
    // Told where it is waited for.
    idling.catch(() => undefined);
  });
  beforeEach(async () => {
    database = new Database({ url: databases.bookingUrl, connections: 4 });
    line = await Line.to(databases.bookingUrl);
  });
  afterEach(async () => {
    await database.close();
    await line.close();
  });
  afterAll(() => databases.drop());

  const LOCK = (id: number) => `UPDATE Account SET balance = balance + 1 WHERE id = ${id}`;
  const isLocked = async (id: number) => {
    const rows = await database.query<{ id: number }>(`SELECT id FROM Account WHERE id = ${id} FOR UPDATE SKIP LOCKED`);
    return rows.length === 0;
  };
  const freedWithin = async (id: number) => {
    const begunAt = Date.now();
    await until(`row ${id} is free`, async () => !(await isLocked(id)), FREE_WITHIN_MS + 10_000);
    return Date.now() - begunAt;
  };

  it('over a line that went silent in the middle of a transaction: its locks are free in time', async () => {
    const distant = new Database({ url: line.url, connections: 2 });
    let locked = 0;
    const vanish = () => {
      locked++;
      return new Promise<never>(() => undefined);
    };
    void distant.transaction(async (tx) => {
      await tx.execute(LOCK(1));
      await vanish();
    });
    void distant.transaction(async (tx) => {
      // As on MySQL, which knows no limit for transactions.
      if (isMariaDb) await tx.execute('SET SESSION idle_transaction_timeout = 0');
      await tx.execute(LOCK(2));
      await vanish();
    });
    await until('both are locked', () => locked === 2);
    line.mode = 'silent';
    expect(await Promise.all([isLocked(1), isLocked(2)])).toEqual([true, true]);
    const [first, second] = await Promise.all([freedWithin(1), freedWithin(2)]);
    expect(first).toBeLessThan(soonMs);
    expect(second).toBeLessThan(FREE_WITHIN_MS);
    const rows = await database.query('SELECT balance FROM Account ORDER BY id');
    expect(rows).toEqual([{ balance: 0 }, { balance: 0 }]);
    await distant.close();
  });

  it('frozen in the middle of a transaction: its locks are free in time', async () => {
    const child = fork(TRANSACTION_PROCESS, {
      env: { PATH: process.env['PATH'], DATABASE_URL: databases.bookingUrl, STATEMENT: LOCK(1) },
      execArgv: [],
    });
    await once(child, 'message');
    child.kill('SIGSTOP');
    expect(await isLocked(1)).toBe(true);
    expect(await freedWithin(1)).toBeLessThan(soonMs);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('a statement that nobody waits for any more ends at the server, too', async () => {
    const impatient = new Database({ url: databases.bookingUrl, connections: 1, answerWithinMs: 500 });
    const error: unknown = await impatient.query('SELECT SLEEP(30)').catch((failure: unknown) => failure);
    // Whoever is first: the server that gives it up, or we.
    expect([1969, undefined]).toContain(sqlErrorNumber(error));
    const sleeping = () =>
      database.query("SELECT ID FROM information_schema.PROCESSLIST WHERE INFO LIKE 'SELECT SLEEP(30)%'");
    await until('no statement', async () => (await sleeping()).length === 0, 5_000);
    await impatient.close();
  });

  it('idle connections of a living one are closed by itself, and none is given out that is closed', async () => {
    const { before, after } = await idling;
    expect(before).toBeGreaterThan(4);
    expect(after).toBeLessThanOrEqual(4);
  });

  async function leaveIdle(): Promise<{ before: number; after: number }> {
    const large = new Database({ url: databases.bookingUrl, connections: 8 });
    const use = () => Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((n) => large.query('SELECT ? AS n, SLEEP(0.5)', [n])));
    await use();
    const before = large.pool.idleConnections();
    await sleep(IDLE_MS);
    const after = large.pool.idleConnections();
    // Statements by themselves are not tried again: each finds a connection that works.
    await use();
    await use();
    await large.close();
    return { before, after };
  }
});
