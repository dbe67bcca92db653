import { FillSaleWindowTask } from '../../apps/hotel-inventory/src/night-generation/fill-sale-window.task.js';
import { SaleWindow } from '../../apps/hotel-inventory/src/night-generation/sale-window.service.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start({ env: { SALE_WINDOW_DAYS: '4' } });
});
afterAll(() => world.close());

async function categoryIn(timezone: string): Promise<number> {
  const categoryId = await world.addCategory(await world.addHotel({ timezone }));
  await world.addRooms(categoryId, ['1']);
  await world.allFinished(categoryId);
  return categoryId;
}

async function fill(now: string): Promise<void> {
  await world.inventory.app.get(FillSaleWindowTask).fill(new Date(now));
}

/** The nights from `from` on, which is later than what the first rooms put on sale. */
async function onSale(categoryId: number, from = '2028-01-01'): Promise<string[]> {
  await world.allFinished(categoryId);
  return (await world.nights(categoryId)).map(({ date }) => date).filter((date) => date >= from);
}

async function generations(categoryId: number, from = '2028-01-01') {
  const sql =
    'SELECT startDate, endDate FROM NightGeneration WHERE categoryId = ? AND startDate >= ? ORDER BY startDate, endDate';
  return world.database.query(sql, [categoryId, from]);
}

describe('the sale window', () => {
  it('begins with each hotel’s own today', async () => {
    const [lisbon, tokyo, newYork] = [
      await categoryIn('Europe/Lisbon'),
      await categoryIn('Asia/Tokyo'),
      await categoryIn('America/New_York'),
    ];
    await fill('2028-02-28T02:00:00Z');
    expect(await onSale(lisbon)).toEqual(['2028-02-28', '2028-02-29', '2028-03-01', '2028-03-02']);
    expect(await onSale(tokyo)).toEqual(['2028-02-28', '2028-02-29', '2028-03-01', '2028-03-02']);
    expect(await onSale(newYork)).toEqual(['2028-02-27', '2028-02-28', '2028-02-29', '2028-03-01']);
    await fill('2028-02-28T15:00:00Z');
    expect((await onSale(lisbon)).at(-1)).toBe('2028-03-02');
    expect((await onSale(tokyo)).at(-1)).toBe('2028-03-03');
    expect((await onSale(newYork)).at(-1)).toBe('2028-03-02');
  });

  it('moves on by the night that is missing, which is all it asks for', async () => {
    const categoryId = await categoryIn('Europe/Lisbon');
    await fill('2029-03-24T23:30:00Z');
    await world.allFinished(categoryId);
    await fill('2029-03-24T23:45:00Z');
    // In Lisbon clocks go forward that night.
    await fill('2029-03-25T00:00:05Z');
    expect(await onSale(categoryId)).toEqual(['2029-03-24', '2029-03-25', '2029-03-26', '2029-03-27', '2029-03-28']);
    expect(await generations(categoryId)).toEqual([
      { startDate: '2029-03-24', endDate: '2029-03-28' },
      { startDate: '2029-03-28', endDate: '2029-03-29' },
    ]);
  });

  it('is filled where nights are missing in the middle, around those that are there', async () => {
    const categoryId = await categoryIn('Europe/Lisbon');
    await world.database.query(
      `INSERT INTO CategoryNight (categoryId, date, capacity, sold, price)
       VALUES (?, '2029-06-01', 1, 1, 5), (?, '2029-06-03', 1, 0, 6)`,
      [categoryId, categoryId],
    );
    await fill('2029-06-01T12:00:00Z');
    expect(await onSale(categoryId)).toEqual(['2029-06-01', '2029-06-02', '2029-06-03', '2029-06-04']);
    const nights = (await world.nights(categoryId)).slice(-4);
    expect(nights.map(({ sold, price }) => [sold, price])).toEqual([
      [1, 5],
      [0, 12_000],
      [0, 6],
      [0, 12_000],
    ]);
  });

  it('leaves a category without rooms alone', async () => {
    const categoryId = await world.addCategory(await world.addHotel());
    await fill('2029-07-01T12:00:00Z');
    expect(await generations(categoryId)).toEqual([]);
    expect(await world.nights(categoryId)).toEqual([]);
  });

  it('is asked for once when many replicas are at it without a lock', async () => {
    const categoryId = await categoryIn('Europe/Lisbon');
    const replica = await world.startReplica();
    try {
      const now = new Date('2029-08-01T12:00:00Z');
      const windows = [world.inventory, replica].map(({ app }) => app.get(SaleWindow));
      await Promise.all([...windows, ...windows].map((window) => window.fillAll(now)));
      expect(await generations(categoryId)).toEqual([{ startDate: '2029-08-01', endDate: '2029-08-05' }]);
      expect(await onSale(categoryId)).toHaveLength(4);
    } finally {
      await replica.close();
    }
  });

  it('reaches every category, however many there are', async () => {
    const hotelId = await world.addHotel();
    await world.database.transaction(async (tx) => {
      for (let i = 0; i < 120; i++) {
        const { insertId } = await tx.execute(
          `INSERT INTO RoomCategory (hotelId, name, roomType, price, maxGuests, updatedAt)
           VALUES (?, ?, 'SINGLE', 1, 1, UTC_TIMESTAMP(3))`,
          [hotelId, `Category ${i}`],
        );
        await tx.execute('INSERT INTO Room (hotelId, categoryId, number) VALUES (?, ?, ?)', [
          hotelId,
          insertId,
          `${i}`,
        ]);
      }
    });
    await fill('2029-09-01T12:00:00Z');
    const sql = `SELECT COUNT(DISTINCT g.categoryId) AS reached FROM NightGeneration g
                 JOIN RoomCategory c ON c.id = g.categoryId WHERE c.hotelId = ? AND g.startDate = '2029-09-01'`;
    expect(await world.database.query(sql, [hotelId])).toEqual([{ reached: 120 }]);
  });
});
