import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mariadb';
import { connectionConfig, type Transaction } from '#database';
import { sharedMariaDbUrl } from '../support/databases.js';
import { HOLD } from '../support/holds.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { until } from '../support/until.js';

let world: InventoryWorld;
beforeAll(async () => {
  world = await InventoryWorld.start({ env: { SALE_WINDOW_DAYS: '3' } });
});
afterAll(() => world.close());

async function hotelOnSale() {
  const hotelId = await world.addHotel();
  const categoryId = await world.addCategory(hotelId);
  await world.addRooms(categoryId, ['1', '2']);
  await world.allFinished(categoryId);
  const [first, second] = await world.nights(categoryId);
  return { hotelId, categoryId, from: first?.date ?? '', to: second?.date ?? '' };
}
type OnSale = Awaited<ReturnType<typeof hotelOnSale>>;

/** One night, taken as a hold takes it: its own row first, then the night. Answers on how many nights there was room. */
async function hold(tx: Transaction, { hotelId, categoryId, from, to }: OnSale, status = 'HELD'): Promise<number> {
  await tx.execute(
    `INSERT INTO Hold (bookingId, status, categoryId, hotelId, checkInDate, checkOutDate, rooms, nights, amount, holder,
                       deadline, createdAt, changedAt)
     VALUES (?, ?, ?, ?, ?, ?, 1, '[]', 0, 'guest-1', UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    [randomUUID(), status, categoryId, hotelId, from, to],
  );
  const counter = status === 'HELD' ? 'held' : 'sold';
  const { matched } = await tx.execute(
    `UPDATE CategoryNight SET ${counter} = ${counter} + 1 WHERE categoryId = ? AND date = ? AND held + sold < capacity`,
    [categoryId, from],
  );
  return matched;
}

async function state({ hotelId, categoryId }: OnSale) {
  return Promise.all([
    world.database.query('SELECT * FROM Hotel WHERE id = ?', [hotelId]),
    world.database.query('SELECT * FROM RoomCategory WHERE hotelId = ?', [hotelId]),
    world.database.query('SELECT * FROM Room WHERE hotelId = ?', [hotelId]),
    world.nights(categoryId),
  ]);
}

describe('what guests count on', () => {
  it.each(['HELD', 'CONFIRMED'])('is not removed under a hold that is %s', async (status) => {
    const onSale = await hotelOnSale();
    await world.database.transaction((tx) => hold(tx, onSale, status));
    const before = await state(onSale);
    for (const path of [`/hotels/${onSale.hotelId}`, `/room-categories/${onSale.categoryId}`]) {
      const answer = await world.call('DELETE', path, world.staff);
      expect(answer).toMatchObject({ status: 409, body: { code: 'has_live_holds' } });
    }
    expect(await state(onSale)).toEqual(before);
  });

  it('does not change its time zone under a hold', async () => {
    const onSale = await hotelOnSale();
    const change = { timezone: 'Asia/Tokyo' };
    expect((await world.call('PATCH', `/hotels/${onSale.hotelId}`, world.staff, change)).status).toBe(200);
    await world.database.transaction((tx) => hold(tx, onSale));
    const before = await state(onSale);
    const back = { timezone: 'Europe/Lisbon', name: 'Renamed' };
    const refused = await world.call('PATCH', `/hotels/${onSale.hotelId}`, world.staff, back);
    expect(refused).toMatchObject({ status: 409, body: { code: 'has_live_holds' } });
    expect(await state(onSale)).toEqual(before);
    const renamed = await world.call('PATCH', `/hotels/${onSale.hotelId}`, world.staff, { ...change, name: 'Renamed' });
    expect(renamed).toMatchObject({ status: 200, body: { ...change, name: 'Renamed' } });
  });

  it('does not change its currency once something is priced in it', async () => {
    const onSale = await hotelOnSale();
    const before = await state(onSale);
    const refused = await world.call('PATCH', `/hotels/${onSale.hotelId}`, world.staff, { currency: 'USD' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'currency_in_use' } });
    expect(await state(onSale)).toEqual(before);
  });

  it.each(['hotel', 'category'])('stays when a %s is to be removed while a hold is being taken', async (what) => {
    const onSale = await hotelOnSale();
    const path = what === 'hotel' ? `/hotels/${onSale.hotelId}` : `/room-categories/${onSale.categoryId}`;
    const removal = await world.database.transaction(async (tx) => {
      expect(await hold(tx, onSale)).toBe(1);
      const answer = world.call('DELETE', path, world.staff);
      await waitingForLocks();
      return { answer };
    });
    expect(await removal.answer).toMatchObject({ status: 409, body: { code: 'has_live_holds' } });
    expect((await world.nights(onSale.categoryId)).map(({ held }) => held)).toEqual([1, 0, 0]);
  });

  it.each(['hotel', 'category'])('is not held in a %s that is removed at the same instant', async (what) => {
    const service = await world.serviceToken();
    for (let round = 0; round < 10; round++) {
      const onSale = await hotelOnSale();
      const { hotelId, categoryId: roomCategoryId, from: checkInDate, to: checkOutDate } = onSale;
      const hold = {
        bookingId: randomUUID(),
        ...HOLD,
        holder: randomUUID(),
        hotelId,
        roomCategoryId,
        checkInDate,
        checkOutDate,
      };
      const path = what === 'hotel' ? `/hotels/${hotelId}` : `/room-categories/${roomCategoryId}`;
      const [held, removed] = await Promise.all([
        world.call('POST', '/holds', service, { holds: [hold] }),
        world.call('DELETE', path, world.staff),
      ]);
      const holds = await world.database.query('SELECT 1 FROM Hold WHERE categoryId = ?', [roomCategoryId]);
      const nights = (await world.nights(roomCategoryId)).map((night) => night.held);
      const [part] = held.body['holds'] as { outcome: string; problem?: { status: number } }[];
      const end = {
        held: part?.problem?.status ?? part?.outcome,
        removed: removed.status,
        holds: holds.length,
        nights,
      };
      // Refused in the one or the other way, by how far the hold had come.
      const refused = end.held === 409 ? 409 : 404;
      expect(end).toEqual(
        removed.status === 409
          ? { held: 'held', removed: 409, holds: 1, nights: [1, 0, 0] }
          : { held: refused, removed: 204, holds: 0, nights: [] },
      );
    }
  });
});

/** Until a statement in this test's database waits for a row that another one has. */
async function waitingForLocks(): Promise<void> {
  const root = await createConnection(connectionConfig(sharedMariaDbUrl()));
  const sql = `SELECT t.trx_id FROM information_schema.INNODB_TRX t
               JOIN information_schema.PROCESSLIST p ON p.ID = t.trx_mysql_thread_id
               WHERE t.trx_state = 'LOCK WAIT' AND p.DB = ?`;
  const database = new URL(world.databases.inventoryUrl).pathname.slice(1);
  try {
    await until('a wait for a lock', async () => {
      // This table is not brought up to date for whoever asks more often than every 100 ms.
      await sleep(150);
      return (await root.query<unknown[]>(sql, [database])).length > 0;
    });
  } finally {
    await root.end();
  }
}
