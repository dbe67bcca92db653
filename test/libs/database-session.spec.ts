import { Database } from '#database';
import { sessionStatements } from '../../libs/database/src/session.js';
import { createDatabases, type TestDatabases } from '../support/databases.js';

describe('the database', () => {
  let databases: TestDatabases;
  let database: Database;

  beforeAll(async () => {
    databases = await createDatabases();
    const owner = new Database({ url: databases.bookingMigrationUrl, connections: 1 });
    await owner.query('CREATE TABLE Account (id INT PRIMARY KEY, balance BIGINT NOT NULL) ENGINE = InnoDB');
    await owner.query(
      `CREATE TABLE Sample (id INT PRIMARY KEY, day DATE, instant DATETIME(3), big BIGINT, exact DECIMAL(30, 2)) ENGINE = InnoDB`,
    );
    await owner.close();
    database = new Database({ url: databases.bookingUrl, connections: 2 });
  });
  beforeEach(async () => {
    await database.query('DELETE FROM Account');
    await database.query('INSERT INTO Account VALUES (1, 100), (2, 100)');
  });
  afterAll(async () => {
    await database.close();
    await databases.drop();
  });

  const balances = async () =>
    (await database.query<{ balance: number }>('SELECT balance FROM Account ORDER BY id')).map((row) => row.balance);

  describe('gives and takes values', () => {
    const DAY = '2027-03-28';

    it('with a date as a date, whatever the zone and the clocks', async () => {
      await database.query('INSERT INTO Sample (id, day) VALUES (1, ?)', [DAY]);
      expect(await database.query('SELECT day FROM Sample WHERE id = 1')).toEqual([{ day: DAY }]);
      expect(await database.query('SELECT id FROM Sample WHERE day = ?', [DAY])).toEqual([{ id: 1 }]);
      expect(await database.transaction((tx) => tx.query('SELECT day FROM Sample'))).toEqual([{ day: DAY }]);
    });

    it('with an instant to the millisecond, in UTC', async () => {
      const instant = new Date('2027-03-28T01:30:00.123Z');
      await database.query('INSERT INTO Sample (id, instant) VALUES (2, ?)', [instant]);
      const rows = await database.query('SELECT instant, CAST(instant AS CHAR) AS text FROM Sample WHERE id = 2');
      expect(rows).toEqual([{ instant, text: '2027-03-28 01:30:00.123' }]);
    });

    it('with numbers as numbers, which JSON can hold', async () => {
      await database.query('INSERT INTO Sample (id, big, exact) VALUES (3, ?, ?)', [Number.MAX_SAFE_INTEGER, '12.50']);
      const rows = await database.query(
        'SELECT big, exact, COUNT(*) AS n, SUM(big) AS total FROM Sample WHERE id = 3 GROUP BY big, exact',
      );
      const big = Number.MAX_SAFE_INTEGER;
      expect(rows).toEqual([{ big, exact: 12.5, n: 1, total: big }]);
      expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
    });

    it('as values, never as SQL', async () => {
      const name = "1'; DELETE FROM Account; -- ";
      expect(await database.query('SELECT ? AS name', [name])).toEqual([{ name }]);
      expect(await balances()).toEqual([100, 100]);
    });
  });

  describe('is set up on every connection', () => {
    it('to UTC and a strict mode, also inside a transaction', async () => {
      const settings = () =>
        `SELECT @@session.time_zone AS zone, @@session.sql_mode LIKE '%STRICT_ALL_TABLES%' AS strict`;
      expect(await database.query(settings())).toEqual([{ zone: '+00:00', strict: 1 }]);
      expect(await database.transaction((tx) => tx.query(settings()))).toEqual([{ zone: '+00:00', strict: 1 }]);
    });

    it('to time limits and causal reads, in one round trip', async () => {
      const [server] = await database.query<{ version: string }>('SELECT VERSION() AS version');
      const limits = server?.version.includes('MariaDB')
        ? { wait_timeout: 28, idle_transaction_timeout: 5, max_statement_time: 10, wsrep_sync_wait: 1 }
        : { wait_timeout: 28, max_execution_time: 10_000 };
      const names = Object.keys(limits);
      const rows = await database.query(`SELECT ${names.map((name) => `@@session.${name} AS ${name}`).join(', ')}`);
      expect(rows).toEqual([limits]);
    });

    it('also on a server that is built without clusters', async () => {
      const causal = sessionStatements(10_000).find((statement) => statement.includes('wsrep_sync_wait')) ?? '';
      await database.query(causal.replaceAll('wsrep_sync_wait', 'no_such_variable'));
      // The negative control: set as it is, the variable would be refused, and with it the connection.
      const plain = database.query('SET SESSION no_such_variable = 1');
      await expect(plain).rejects.toMatchObject({ errno: 1193 });
    });

    it('to READ COMMITTED: a transaction sees what others have committed since it began', async () => {
      const seen = await database.transaction(async (tx) => {
        const look = () => tx.query<{ balance: number }>('SELECT balance FROM Account WHERE id = 1');
        const before = await look();
        await database.query('UPDATE Account SET balance = 55 WHERE id = 1');
        return [...before, ...(await look())];
      });
      expect(seen).toEqual([{ balance: 100 }, { balance: 55 }]);
    });

    it('to see nothing that others have not committed', async () => {
      const seen = await database.transaction(async (tx) => {
        await tx.execute('UPDATE Account SET balance = 0 WHERE id = 1');
        return balances();
      });
      expect(seen).toEqual([100, 100]);
    });

    it('as somebody who may change rows and no tables', async () => {
      await expect(database.query('DROP TABLE Account')).rejects.toMatchObject({ errno: 1142 });
    });
  });
});
