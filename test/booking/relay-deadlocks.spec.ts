import { createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import { Metrics } from '#platform';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { sharedMariaDbUrl } from '../support/databases.js';
import { TestSystem } from '../support/system.js';

/** As many deadlocks as a transaction bears: it is run again three times. */
const BORNE = 3;

/**
 * Where several nodes take writes, one learns at its UPDATE or COMMIT that another had the same rows (1213): SKIP LOCKED
 * sees the locks of its own node only. A trigger says the same here, so many times.
 */
describe('the relay, told of a deadlock when it claims events', () => {
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start();
    await asRoot([
      'CREATE TABLE Refusals (n INT NOT NULL) ENGINE = MyISAM',
      'INSERT INTO Refusals VALUES (0)',
      `CREATE TRIGGER refuse_claims BEFORE UPDATE ON Outbox FOR EACH ROW
       IF NEW.claimedBy IS NOT NULL AND (SELECT n FROM Refusals) > 0 THEN
         UPDATE Refusals SET n = n - 1;
         SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213, MESSAGE_TEXT = 'Deadlock found';
       END IF`,
    ]);
  });
  afterAll(() => system.close());

  const relay = () => system.booking.app.get(OutboxRelay, { strict: false });

  async function asRoot(statements: string[]): Promise<void> {
    const connection = await createConnection({
      ...connectionConfig(sharedMariaDbUrl()),
      database: new URL(system.databases.bookingUrl).pathname.slice(1),
    });
    try {
      for (const statement of statements) await connection.query(statement);
    } finally {
      await connection.end();
    }
  }

  /** A booking whose mail is not delivered yet: every claim is refused so many times. */
  async function bookedBefore(refusals: number): Promise<string> {
    await relay().drain();
    await asRoot([`UPDATE Refusals SET n = 1000`]);
    const { body } = await system.book(await system.category(1));
    await relay().drain();
    await asRoot([`UPDATE Refusals SET n = ${refusals}`]);
    return body.bookingId;
  }

  const handedOver = (bookingId: string) =>
    system.count('booking', 'Outbox', "bookingId = ? AND topic = 'MAIL' AND state = 'QUEUED'", [bookingId]);

  async function failedRuns(): Promise<number> {
    const counter = system.booking.app
      .get(Metrics, { strict: false })
      .registry.getSingleMetric('staylock_task_runs_total');
    const { values } = (await counter?.get()) ?? { values: [] };
    const failed = values.find(({ labels }) => labels['task'] === 'deliver-outbox' && labels['outcome'] === 'failed');
    return failed?.value ?? 0;
  }

  it('claims them again, and nobody hears of it', async () => {
    const bookingId = await bookedBefore(BORNE);
    const before = await failedRuns();
    await relay().drain();
    expect(await handedOver(bookingId)).toBe(1);
    expect(await failedRuns()).toBe(before);
  });

  it('leaves them to the next second when it goes on', async () => {
    const bookingId = await bookedBefore(BORNE + 1);
    const before = await failedRuns();
    await relay().drain();
    expect(await handedOver(bookingId)).toBe(0);
    expect(await failedRuns()).toBe(before + 1);
    await relay().drain();
    expect(await handedOver(bookingId)).toBe(1);
  });
});
