import { Database, isDatabaseUnavailable } from '#database';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';

describe('a line to the database that has gone silent', () => {
  let databases: TestDatabases;
  let line: Line;
  let database: Database;

  beforeAll(async () => {
    databases = await createDatabases();
    line = await Line.to(databases.bookingUrl);
  });
  beforeEach(() => {
    line.mode = 'pass';
    database = new Database({ url: line.url, connections: 1, answerWithinMs: 300 });
  });
  afterEach(() => database.close());
  afterAll(async () => {
    await line.close();
    await databases.drop();
  });

  it('is given up under a query, and the next one gets another connection', async () => {
    await database.query('SELECT 1');
    line.mode = 'silent';
    const error: unknown = await database.query('SELECT 1').catch((reason: unknown) => reason);
    expect(isDatabaseUnavailable(error)).toBe(true);
    line.mode = 'pass';
    expect(await database.query('SELECT 2 AS two')).toEqual([{ two: 2 }]);
  });

  it('is given up under a transaction, which is then run again on another connection', async () => {
    await database.query('SELECT 1');
    line.mode = 'silent';
    let runs = 0;
    const done = database.transaction(async (tx) => {
      runs++;
      return tx.query('SELECT 3 AS three');
    });
    // What was sent is lost; who asks again is answered.
    setTimeout(() => (line.mode = 'pass'), 100);
    expect(await done).toEqual([{ three: 3 }]);
    expect(runs).toBe(1);
  });
});
