import { seedDemo } from '../../tools/seed.js';
import { DEMO_HOTELS } from '../../tools/seed/demo-hotels.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
beforeEach(async () => {
  world = await InventoryWorld.start();
});
afterEach(() => world.close());

function seed(): Promise<void> {
  return seedDemo({ inventoryUrl: world.inventory.url, staffToken: world.staff });
}

async function stored(): Promise<{ hotel: string; category: string; rooms: number; nights: number }[]> {
  return world.database.query(
    `SELECT h.name AS hotel, c.name AS category,
            (SELECT COUNT(*) FROM Room r WHERE r.categoryId = c.id) AS rooms,
            (SELECT COUNT(*) FROM CategoryNight n WHERE n.categoryId = c.id) AS nights
     FROM Hotel h JOIN RoomCategory c ON c.hotelId = h.id ORDER BY h.id, c.id`,
  );
}

const complete = DEMO_HOTELS.flatMap((hotel) =>
  hotel.categories.map(({ name, numbers }) => ({
    hotel: hotel.name,
    category: name,
    rooms: numbers.length,
    nights: expect.any(Number) as number,
  })),
);

describe('the demo', () => {
  it('is put into an empty system once, on sale for 90 nights', async () => {
    await seed();
    const seeded = await stored();
    expect(seeded).toEqual(complete);
    for (const { nights } of seeded) expect(nights).toBeGreaterThanOrEqual(90);
    await seed();
    expect(await stored()).toEqual(seeded);
  });

  it('is completed where it was interrupted', async () => {
    const [first] = DEMO_HOTELS;
    const { categories, ...fields } = first ?? { categories: [] };
    const hotelId = await world.addHotel(fields);
    const [whole, bare] = categories.map(({ numbers: _, ...category }) => category);
    await world.addRooms(await world.addCategory(hotelId, whole), categories[0]?.numbers ?? []);
    await world.addCategory(hotelId, bare);
    await seed();
    expect(await stored()).toEqual(complete);
  });

  it('is not put beside hotels that are there already', async () => {
    await world.addHotel({ name: 'Mine' });
    await seed();
    expect(await stored()).toEqual([]);
    expect(await world.database.query('SELECT name FROM Hotel')).toEqual([{ name: 'Mine' }]);
  });
});
