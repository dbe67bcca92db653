import { setTimeout as sleep } from 'node:timers/promises';
import type { Transaction } from '#database';
import { GenerationBatches } from '../../apps/hotel-inventory/src/night-generation/generation-batches.service.js';
import { QuotaRepository } from '../../apps/hotel-inventory/src/quota/quota.repository.js';
import type { Answer } from '../support/http.js';
import { InventoryWorld } from '../support/inventory-world.js';

const LIMITS = { HOTELS_PER_USER: '3', CATEGORIES_PER_HOTEL: '3', ROOMS_PER_HOTEL: '5', GENERATIONS_PER_HOTEL: '3' };
const COPIES = 6;

/** What is asked for stays unfinished. */
class NothingIsMade {
  runTurn(): Promise<void> {
    return Promise.reject(new Error('not now'));
  }
}
const UNFINISHED = { provide: GenerationBatches, useClass: NothingIsMade };

/** Takes no locks, and is slow enough for others to count the same. */
class UnguardedCounts extends QuotaRepository {
  override lockCreator(): Promise<void> {
    return Promise.resolve();
  }
  override lockHotel(): Promise<boolean> {
    return Promise.resolve(true);
  }
  override async countHotelsBy(tx: Transaction, userId: string): Promise<number> {
    const hotels = await super.countHotelsBy(tx, userId);
    await sleep(300);
    return hotels;
  }
}

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start({ env: { ...LIMITS, SALE_WINDOW_DAYS: '1' }, overrides: [UNFINISHED] });
});
afterAll(() => world.close());

let users = 0;
const newUser = () => world.token('staff', `creator-${++users}`);

const HOTEL = { name: 'H', address: 'A', city: 'C', country: 'FR', timezone: 'Europe/Paris', currency: 'EUR' };
const addHotel = (token: string, from = world) => from.call('POST', '/hotels', token, HOTEL);

let names = 0;
const addCategory = (token: string, hotelId: number) => {
  const body = { name: `Category ${++names}`, roomType: 'SUITE', price: 1, maxGuests: 1 };
  return world.call('POST', `/hotels/${hotelId}/room-categories`, token, body);
};
const addRooms = (token: string, categoryId: number, rooms: number) => {
  const numbers = Array.from({ length: rooms }, () => `R${++names}`);
  return world.call('POST', `/room-categories/${categoryId}/rooms`, token, { numbers });
};
const generate = (token: string, categoryId: number) => {
  const range = { startDate: '2030-01-01', endDate: '2030-02-01' };
  return world.call('POST', `/room-categories/${categoryId}/night-generations`, token, range);
};

async function hotelOf(token: string): Promise<number> {
  return Number((await addHotel(token)).body['hotelId']);
}
async function categoryOf(token: string, hotelId: number): Promise<number> {
  return Number((await addCategory(token, hotelId)).body['roomCategoryId']);
}

const copies = (send: () => Promise<Answer>) => Promise.all(Array.from({ length: COPIES }, send));
const statusesOf = (answers: Answer[]) => answers.map(({ status }) => status).sort();
/** One was let through, and all others were told why not. */
function expectOneOf(answers: Answer[], quota: string, limit: number, made = 201): void {
  expect(statusesOf(answers)).toEqual([made, ...Array<number>(COPIES - 1).fill(409)]);
  for (const { status, body } of answers) {
    if (status === 409) expect(body).toMatchObject({ code: 'quota_exceeded', quota, limit });
  }
}

describe('hotels of one user', () => {
  it('are so many, also when many are added at the same instant; others are not kept from theirs', async () => {
    const [token, other] = [await newUser(), await newUser()];
    await addHotel(token);
    const second = await hotelOf(token);
    expectOneOf(await copies(() => addHotel(token)), 'hotels', 3);
    expect((await addHotel(other)).status).toBe(201);
    // Whose place is free again when one is removed.
    expect((await world.call('DELETE', `/hotels/${second}`, token)).status).toBe(204);
    expect(statusesOf([await addHotel(token), await addHotel(token)])).toEqual([201, 409]);
  });

  it('stay theirs when somebody else manages them', async () => {
    const token = await newUser();
    for (let n = 0; n < 3; n++) await addHotel(token);
    await world.database.query('UPDATE HotelStaff SET userId = ? WHERE userId = ?', ['heir', `creator-${users}`]);
    expect((await addHotel(token)).status).toBe(409);
  });

  it('would be too many without the lock', async () => {
    const unguarded = await InventoryWorld.start({
      env: LIMITS,
      overrides: [{ provide: QuotaRepository, useClass: UnguardedCounts }],
    });
    try {
      const answers = await copies(() => addHotel(unguarded.staff, unguarded));
      expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(3);
    } finally {
      await unguarded.close();
    }
  });
});

describe('what a hotel has', () => {
  let token: string;
  let hotelId: number;
  let neighbour: number;
  beforeEach(async () => {
    token = await newUser();
    hotelId = await hotelOf(token);
    neighbour = await hotelOf(token);
  });

  it('is so many room categories', async () => {
    await addCategory(token, hotelId);
    await addCategory(token, hotelId);
    expectOneOf(await copies(() => addCategory(token, hotelId)), 'room_categories', 3);
    expect((await addCategory(token, neighbour)).status).toBe(201);
  });

  it('is so many rooms, in all its categories together', async () => {
    const [one, two] = [await categoryOf(token, hotelId), await categoryOf(token, hotelId)];
    expect((await addRooms(token, one, 3)).status).toBe(201);
    expect((await addRooms(token, two, 3)).body).toMatchObject({ code: 'quota_exceeded', quota: 'rooms', limit: 5 });
    expect((await addRooms(token, one, 1)).status).toBe(201);
    expectOneOf(await copies(() => addRooms(token, two, 1)), 'rooms', 5);
    const { body } = await world.call('GET', `/room-categories/${two}`);
    expect(body['roomCount']).toBe(1);
    expect((await addRooms(token, await categoryOf(token, neighbour), 5)).status).toBe(201);
  });

  it('is so many unfinished generations of nights', async () => {
    const [one, two] = [await categoryOf(token, hotelId), await categoryOf(token, hotelId)];
    expect(statusesOf([await generate(token, one), await generate(token, two)])).toEqual([202, 202]);
    expectOneOf(await copies(() => generate(token, one)), 'night_generations', 3, 202);
    expect((await generate(token, await categoryOf(token, neighbour))).status).toBe(202);
    // Those that are done do not count, nor does what nobody asked for.
    await world.database.query("UPDATE NightGeneration SET state = 'DONE' WHERE categoryId = ?", [two]);
    await world.database.query('UPDATE NightGeneration SET background = TRUE WHERE categoryId = ?', [one]);
    expect((await generate(token, one)).status).toBe(202);
  });
});
