import { Database, isDatabaseUnavailable, isDuplicateKey, sqlErrorNumber, type Transaction } from '#database';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { until } from '../support/until.js';

/** Two seconds are promised; the rest is for a busy machine. */
const TOLD_WITHIN_MS = 2_500;

describe('the database', () => {
  let databases: TestDatabases;
  let owner: Database;
  let database: Database;

  beforeAll(async () => {
    databases = await createDatabases();
    owner = new Database({ url: databases.bookingMigrationUrl, connections: 1 });
    await owner.query('CREATE TABLE Account (id INT PRIMARY KEY, balance BIGINT NOT NULL) ENGINE = InnoDB');
    database = new Database({ url: databases.bookingUrl, connections: 4 });
  });
  beforeEach(async () => {
    await database.query('DELETE FROM Account');
    await database.query('INSERT INTO Account VALUES (1, 100), (2, 100)');
  });
  afterAll(async () => {
    await database.close();
    await owner.close();
    await databases.drop();
  });

  const balances = async () =>
    (await database.query<{ balance: number }>('SELECT balance FROM Account ORDER BY id')).map((row) => row.balance);

  /** Locks the first account, meets the other there, then wants the second: against the order, a deadlock. */
  function transfer(from: number, to: number, meet: () => Promise<void>) {
    let attempts = 0;
    const run = async (tx: Transaction) => {
      attempts++;
      await tx.execute('UPDATE Account SET balance = balance - 10 WHERE id = ?', [from]);
      if (attempts === 1) await meet();
      await tx.execute('UPDATE Account SET balance = balance + 10 WHERE id = ?', [to]);
    };
    return { run, attempts: () => attempts };
  }

  describe('in a transaction', () => {
    it('comes out of a real deadlock as if the two had gone one after the other', async () => {
      const meet = meetingOf(2);
      const [there, back] = [transfer(1, 2, meet), transfer(2, 1, meet)];
      await Promise.all([database.transaction(there.run), database.transaction(back.run)]);
      expect(there.attempts() + back.attempts()).toBe(3);
      expect(await balances()).toEqual([100, 100]);
    });

    it('would lose one of the two if it were not run again: the negative control', async () => {
      const meet = meetingOf(2);
      const outcomes = await Promise.allSettled([
        runOnce(database, transfer(1, 2, meet).run),
        runOnce(database, transfer(2, 1, meet).run),
      ]);
      const failed = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(failed.map((outcome) => sqlErrorNumber(outcome.reason))).toEqual([1213]);
      expect((await balances()).sort()).toEqual([110, 90]);
    });

    it('keeps nothing of work that throws, and gives its error as it is, after one try', async () => {
      let attempts = 0;
      const failing = database.transaction(async (tx) => {
        attempts++;
        await tx.execute('UPDATE Account SET balance = 0 WHERE id = 1');
        throw new Error('no');
      });
      await expect(failing).rejects.toThrow('no');
      expect(attempts).toBe(1);
      expect(await balances()).toEqual([100, 100]);
    });

    it('does not try again what would fail again', async () => {
      let attempts = 0;
      const failing = database.transaction(async (tx) => {
        attempts++;
        await tx.execute('UPDATE Account SET balance = 0 WHERE id = 1');
        await tx.execute('INSERT INTO Account VALUES (2, 0)');
      });
      await expect(failing.catch((error: unknown) => isDuplicateKey(error))).resolves.toBe(true);
      expect(attempts).toBe(1);
      expect(await balances()).toEqual([100, 100]);
    });

    it('gives its connection back, however it ends', async () => {
      const small = new Database({ url: databases.bookingUrl, connections: 1 });
      for (let n = 0; n < 3; n++) {
        await small.transaction(async () => Promise.reject(new Error('no'))).catch(() => undefined);
        await small.transaction((tx) => tx.query('SELECT 1'));
      }
      expect(small.pool.idleConnections()).toBe(1);
      await small.close();
    });

    it('tells how many rows matched, also those that stayed as they were', async () => {
      const { matched } = await database.transaction((tx) => tx.execute('UPDATE Account SET balance = 100'));
      expect(matched).toBe(2);
    });
  });

  it('runs a single statement again that was the victim of a deadlock', async () => {
    const { statement } = await database.transaction(async (tx) => {
      // More rows than the statement has: the database lets the lesser of the two fail.
      await tx.execute('INSERT INTO Account VALUES (3, 0), (4, 0), (5, 0)');
      await tx.execute('UPDATE Account SET balance = balance - 10 WHERE id = 1');
      const raise = 'UPDATE Account SET balance = balance + 1 WHERE id IN (1, 2) ORDER BY id DESC';
      const statement = database.query(raise);
      const free = 'SELECT id FROM Account WHERE id = 2 FOR UPDATE SKIP LOCKED';
      await until('the statement has the second', async () => (await database.query(free)).length === 0);
      await tx.execute('UPDATE Account SET balance = balance + 10 WHERE id = 2');
      return { statement };
    });
    await statement;
    expect((await balances()).slice(0, 2)).toEqual([91, 111]);
  });

  describe('over a line that breaks', () => {
    let line: Line;
    let distant: Database;
    beforeEach(async () => {
      line = await Line.to(databases.bookingUrl);
      distant = new Database({ url: line.url, connections: 2 });
    });
    afterEach(async () => {
      await distant.close();
      await line.close();
    });

    it('runs a transaction again whose connection is lost in its midst', async () => {
      let attempts = 0;
      await distant.transaction(async (tx) => {
        await tx.execute('UPDATE Account SET balance = balance + 1 WHERE id = 1');
        if (++attempts === 1) line.cutAll();
        await tx.execute('UPDATE Account SET balance = balance + 1 WHERE id = 2');
      });
      expect(attempts).toBe(2);
      expect(await balances()).toEqual([101, 101]);
    });

    it('runs it again, too, when the connection is reset under a statement', async () => {
      let answers = 0;
      line.onAnswer = (sent) => (sent.includes('SET balance = balance + 2') && answers++ === 0 ? 'cut' : 'pass');
      await distant.transaction(async (tx) => {
        await tx.execute('UPDATE Account SET balance = balance + 1 WHERE id = 1');
        await tx.execute('UPDATE Account SET balance = balance + 2 WHERE id = 2');
      });
      expect(answers).toBe(2);
      expect(await balances()).toEqual([101, 102]);
    });

    it('takes a connection that is reset under a plain question for a database that is away', async () => {
      line.onAnswer = (sent) => (sent.includes('FROM Account') ? 'cut' : 'pass');
      const error = await distant.query('SELECT balance FROM Account').catch((failure: unknown) => failure);
      expect(isDatabaseUnavailable(error)).toBe(true);
    });

    it('says so in time when the database cannot be reached', async () => {
      line.mode = 'refuse';
      line.cutAll();
      const startedAt = Date.now();
      const error = await distant.transaction((tx) => tx.query('SELECT 1')).catch((failure: unknown) => failure);
      expect(isDatabaseUnavailable(error)).toBe(true);
      expect(Date.now() - startedAt).toBeLessThan(TOLD_WITHIN_MS);
      line.mode = 'pass';
      const rows = await until('an answer', () => distant.query('SELECT 1 AS n').catch(() => undefined));
      expect(rows).toEqual([{ n: 1 }]);
    });
  });

  it('says in time that no connection is to be had when all are taken, and has them again afterwards', async () => {
    const small = new Database({ url: databases.bookingUrl, connections: 1 });
    let release: () => void = () => undefined;
    const taken = small.transaction(async () => new Promise<void>((resolve) => (release = resolve)));
    const startedAt = Date.now();
    const error = await small.transaction((tx) => tx.query('SELECT 1')).catch((failure: unknown) => failure);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(Date.now() - startedAt).toBeLessThan(TOLD_WITHIN_MS);
    release();
    await taken;
    await expect(small.query('SELECT 1 AS n')).resolves.toEqual([{ n: 1 }]);
    await small.close();
  });
});

/** Lets go on only when so many are there. */
function meetingOf(size: number): () => Promise<void> {
  let missing = size;
  let open: () => void = () => undefined;
  const all = new Promise<void>((resolve) => (open = resolve));
  return () => {
    if (--missing === 0) open();
    return all;
  };
}

/** A transaction as it would be without `Database.transaction`. */
async function runOnce(database: Database, work: (tx: Transaction) => Promise<void>): Promise<void> {
  const connection = await database.pool.getConnection();
  try {
    await connection.begin();
    await work({
      query: async (sql, params) => connection.query(sql, params),
      execute: async (sql, params) => {
        await connection.query(sql, params);
        return { matched: 0, insertId: 0 };
      },
    });
    await connection.commit();
  } finally {
    await connection.rollback();
    await connection.release();
  }
}
