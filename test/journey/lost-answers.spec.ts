import { randomUUID } from 'node:crypto';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { brokenInvariants } from '../support/invariants.js';
import { Line } from '../support/line.js';
import { type TestCategory, TestSystem } from '../support/system.js';

/** A COMMIT takes effect and its answer is lost with the connection: the work is run again and changes nothing more. */
describe('a commit whose answer is lost', () => {
  let databases: TestDatabases;
  let bookingLine: Line;
  let inventoryLine: Line;
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    databases = await createDatabases();
    bookingLine = await Line.to(databases.bookingUrl);
    inventoryLine = await Line.to(databases.inventoryUrl);
    system = await TestSystem.start({
      databases,
      bookingDatabaseUrl: bookingLine.url,
      inventoryDatabaseUrl: inventoryLine.url,
    });
  });
  afterAll(async () => {
    await system.close();
    await bookingLine.close();
    await inventoryLine.close();
    await databases.drop();
  });
  beforeEach(async () => {
    category = await system.category(2);
  });
  afterEach(async () => {
    expect(await brokenInvariants(system)).toEqual([]);
  });

  /** Loses the answer to the next COMMIT on the line; tells whether there was one. */
  const loseCommit = (line: Line) => {
    const lost = { happened: false };
    line.onAnswer = (sent) => {
      if (lost.happened || !sent.toString('latin1').endsWith('COMMIT')) return 'pass';
      lost.happened = true;
      return 'cut';
    };
    return lost;
  };

  it.each([
    ['the booking', () => bookingLine],
    ['the hold', () => inventoryLine],
  ])('of %s: the guest gets one booking', async (_, line) => {
    const lost = loseCommit(line());
    const answer = await system.book(category, { key: randomUUID() });
    expect(lost.happened).toBe(true);
    expect(answer.status).toBe(201);
    expect(await system.count('booking', 'Booking', 'roomCategoryId = ?', [category.id])).toBe(1);
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1 });
  });

  it('of a new hotel, which has no key to be known again by: it says so, and there is one hotel', async () => {
    const count = await system.count('inventory', 'Hotel');
    const lost = loseCommit(inventoryLine);
    const json = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };
    const answer = await system.toInventory('POST', '/hotels', { token: await system.token('s', 'staff'), json });
    expect(lost.happened).toBe(true);
    expect(answer.status).toBe(503);
    expect(answer.body).toMatchObject({ code: 'database_unavailable' });
    expect(await system.count('inventory', 'Hotel')).toBe(count + 1);
  });

  it.each([
    ['the confirmed booking', () => bookingLine],
    ['the sold nights', () => inventoryLine],
  ])('of %s: the booking is confirmed once', async (_, line) => {
    const { body } = await system.book(category);
    const lost = loseCommit(line());
    const answer = await system.confirm(body.idempotencyKey);
    expect(lost.happened).toBe(true);
    expect(answer.body.status).toBe('CONFIRMED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 0, sold: 1 });
    expect(await system.count('booking', 'Outbox', "bookingId = ? AND kind = 'confirmed'", [body.bookingId])).toBe(1);
  });

  it.each([
    ['the cancelled booking', () => bookingLine],
    ['the freed nights', () => inventoryLine],
  ])('of %s: the rooms are freed once', async (_, line) => {
    const neighbour = await system.book(category);
    const { body } = await system.book(category);
    const lost = loseCommit(line());
    const answer = await system.cancel(body.bookingId);
    expect(lost.happened).toBe(true);
    expect(answer.body.status).toBe('CANCELLED');
    expect((await system.nights(category.id))[1]).toMatchObject({ held: 1, sold: 0 });
    expect(await system.status(neighbour.body.bookingId)).toBe('PENDING');
  });
});
