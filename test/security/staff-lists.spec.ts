import { randomUUID } from 'node:crypto';
import { createDatabases, type TestDatabases } from '../support/databases.js';
import { ExaminedRows } from '../support/examined-rows.js';
import { type PrivateServer, startPrivateMariaDb } from '../support/services.js';
import { type TestCategory, TestSystem } from '../support/system.js';

interface Page {
  items: { bookingId: string }[];
  nextCursor: string | null;
  errors?: { field: string; message: string }[];
}

const HOTELS = 3_000;
const BOOKINGS = 1_500;
/** Of one statement: with three thousand ids in it, a statement would have 6,000 characters more. */
const LONGEST_STATEMENT = 3_000;
/** Of one read: some pages. */
const MOST_ROWS = 300;

/** A member of staff with thousands of hotels reads and reads: nobody else's statements have anything of it in them. */
describe('a user with thousands of hotels', () => {
  let server: PrivateServer;
  let databases: TestDatabases;
  let cost: ExaminedRows;
  let system: TestSystem;
  let category: TestCategory;
  let bookingId: string;
  let mogul: string;

  beforeAll(async () => {
    server = await startPrivateMariaDb();
    databases = await createDatabases(server.url);
    cost = await ExaminedRows.of(server.url);
    system = await TestSystem.start({ databases });
    category = await system.category(50);
    bookingId = (await system.book(category, { userId: 'guest-1' })).body.bookingId;
    mogul = await system.token('mogul', 'staff');
    await addHotels();
    await copyBooking();
    // The first statements of the apps go by before anything is measured.
    await get(`/bookings/${bookingId}`, await system.token('staff-1', 'staff'));
  });
  afterAll(async () => {
    await system.close();
    await cost.close();
    await server.remove();
  });

  const get = (path: string, token: string) => system.toBooking<Page>('GET', path, { token });

  /** What both databases were asked while the work was done. */
  async function during(work: () => Promise<unknown>) {
    await cost.begin();
    await work();
    const booking = await cost.askedBy(databases.bookingUrl);
    const inventory = await cost.askedBy(databases.inventoryUrl);
    // What is refused before a booking is looked for asks hotel-inventory alone.
    expect(inventory.length).toBeGreaterThan(0);
    return [...booking, ...inventory];
  }

  it('makes no statement longer, nor one that looks at their hotels, of whoever reads at the same instant', async () => {
    const sessions = [
      { token: mogul, status: 404 },
      { token: await system.token('guest-1'), status: 200 },
      { token: await system.token('staff-1', 'staff'), status: 200 },
      { token: await system.token('guest-2'), status: 404 },
    ];
    const statements = await during(async () => {
      for (let round = 0; round < 5; round++) {
        const asked = Array.from(
          { length: 40 },
          (_, n) => sessions[n % sessions.length] ?? { token: mogul, status: 404 },
        );
        const answers = await Promise.all(asked.map(({ token }) => get(`/bookings/${bookingId}`, token)));
        expect(answers.map(({ status }) => status)).toEqual(asked.map(({ status }) => status));
      }
      await system.toBooking('POST', `/bookings/${randomUUID()}/cancel`, { token: mogul });
    });
    expect(Math.max(...statements.map(({ statement }) => statement.length))).toBeLessThan(LONGEST_STATEMENT);
    expect(Math.max(...statements.map(({ rows }) => rows))).toBeLessThan(MOST_ROWS);
  });

  it('says which hotel’s bookings to list, and is not told all of them', async () => {
    const statements = await during(async () => {
      const { status, body } = await get('/bookings', mogul);
      expect([status, body.errors]).toEqual([
        400,
        [{ field: 'hotelId', message: 'hotelId must be sent: you are staff of more than 50 hotels' }],
      ]);
    });
    expect(Math.max(...statements.map(({ rows }) => rows))).toBeLessThan(MOST_ROWS);
    const token = await system.serviceToken();
    const { body } = await system.toInventory('GET', '/staff/mogul/hotels', { token });
    expect(body['hotelIds']).toHaveLength(1_000);
  });

  it('lists the newest of a hotel with many bookings from the index, page by page, with what is their own', async () => {
    await system.inventoryDb.query("INSERT INTO HotelStaff (hotelId, userId) VALUES (?, 'mogul')", [category.hotelId]);
    const own = (await system.book(category, { userId: 'mogul' })).body.bookingId;
    let second: Page | undefined;
    const statements = await during(async () => {
      const path = `/bookings?hotelId=${category.hotelId}&limit=5`;
      const first = (await get(path, mogul)).body;
      second = (await get(`${path}&cursor=${String(first.nextCursor)}`, mogul)).body;
      expect(first.items).toHaveLength(5);
      expect(first.items[0]?.bookingId).toBe(own);
      expect(first.items.map((one) => one.bookingId)).not.toContain(second.items[0]?.bookingId);
    });
    expect(second?.items).toHaveLength(5);
    expect(Math.max(...statements.map(({ rows }) => rows))).toBeLessThan(MOST_ROWS);
  });

  it.each(['PENDING', 'CONFIRMED', 'CANCELLED', 'EXPIRED'])(
    'finds what is %s in a hotel with many bookings without reading the others',
    async (status) => {
      const token = await system.token('staff-1', 'staff');
      const statements = await during(async () => {
        const { body } = await get(`/bookings?hotelId=${category.hotelId}&status=${status}&limit=5`, token);
        expect(body.items.length).toBe({ PENDING: 2, CANCELLED: 5 }[status] ?? 0);
      });
      expect(Math.max(...statements.map(({ rows }) => rows))).toBeLessThan(MOST_ROWS);
    },
  );

  it('who has fifty is shown the newest of all of them, and it costs fifty pages', async () => {
    const hotels = await idsOf('mogul');
    await system.inventoryDb.query(
      `INSERT INTO HotelStaff (hotelId, userId) VALUES ${hotels
        .slice(0, 50)
        .map(() => "(?, 'keeper')")
        .join(', ')}`,
      [category.hotelId, ...hotels.filter((id) => id !== category.hotelId).slice(0, 49)],
    );
    const keeper = await system.token('keeper', 'staff');
    const statements = await during(async () => {
      const { status, body } = await get('/bookings?limit=5', keeper);
      expect([status, body.items.length]).toEqual([200, 5]);
    });
    expect(Math.max(...statements.map(({ rows }) => rows))).toBeLessThan(MOST_ROWS);
  });

  async function idsOf(userId: string): Promise<number[]> {
    const sql = 'SELECT hotelId FROM HotelStaff WHERE userId = ? ORDER BY hotelId LIMIT 60';
    return (await system.inventoryDb.query<{ hotelId: number }>(sql, [userId])).map(({ hotelId }) => hotelId);
  }

  async function addHotels(): Promise<void> {
    const rows = Array.from({ length: HOTELS }, (_, n) => `('H${n}', 'A', 'C', 'FR', 'Europe/Paris', 'EUR', NOW(3))`);
    await system.inventoryDb.query(
      `INSERT INTO Hotel (name, address, city, country, timezone, currency, updatedAt) VALUES ${rows.join(', ')}`,
    );
    await system.inventoryDb.query(
      "INSERT INTO HotelStaff (hotelId, userId) SELECT id, 'mogul' FROM Hotel WHERE name LIKE 'H%' AND address = 'A'",
    );
  }

  /** Older ones of the same hotel, by other guests. */
  async function copyBooking(): Promise<void> {
    const columns = `userId, hotelId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests, guestName, guestEmail,
      guestLocale, bookingAmount, currency, nights, hotel, status, expiresAt`;
    const values = Array.from({ length: BOOKINGS }, () => [randomUUID(), randomUUID()]).flatMap(([id, key], n) => [
      ...[id, `OLD${n}`, key, n],
    ]);
    await system.bookingDb.query(
      `INSERT INTO Booking (id, reference, idempotencyKey, createdAt, ${columns})
       SELECT old.id, old.reference, old.theKey, b.createdAt - INTERVAL old.age HOUR,
              CONCAT('other-', old.age), ${columns.replace('userId,', '').replace('status,', "'CANCELLED',")}
       FROM Booking b JOIN (${Array.from({ length: BOOKINGS }, (_, n) => (n === 0 ? 'SELECT ? AS id, ? AS reference, ? AS theKey, ? AS age' : 'SELECT ?, ?, ?, ?')).join(' UNION ALL ')}) AS old
       WHERE b.id = '${bookingId}'`,
      values,
    );
  }
});
