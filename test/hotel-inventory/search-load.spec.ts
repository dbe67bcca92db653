import type { Worker } from 'node:worker_threads';
import { HotelIndexClient } from '../../apps/hotel-inventory/src/hotel-search/hotel-index.client.js';
import { MOST_WAITING } from '../../apps/hotel-inventory/src/hotel-search/hotel-search.service.js';
import type { Answer } from '../support/http.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { until } from '../support/until.js';

const HOTELS = 1_500;

let world: InventoryWorld;
let hotelId: number;
beforeAll(async () => {
  world = await InventoryWorld.start();
  hotelId = await world.addHotel({ name: 'Sakura Inn' });
  await world.database.query(
    `INSERT INTO Hotel (name, address, city, country, timezone, currency, updatedAt)
     VALUES ${Array.from({ length: HOTELS }, () => "(?, ?, 'Porto', 'PT', 'Europe/Lisbon', 'EUR', UTC_TIMESTAMP(3))").join(', ')}`,
    Array.from({ length: HOTELS }, (_, n) => [`Casa da Praia ${n}`, `Rua do Mar ${n}`]).flat(),
  );
});
afterAll(() => world.close());

const search = (text: string) => world.call('GET', `/hotels?search=${encodeURIComponent(text)}`);
const idsOf = ({ body }: Answer) => (body['items'] as { hotelId: number }[]).map((hotel) => hotel.hotelId);
const codesOf = (answers: Answer[]) =>
  answers.map(({ status, body }) => (status === 200 ? '200' : `${status} ${body['code'] as string}`));
const client = () => world.inventory.app.get(HotelIndexClient);

/** Sees what goes to the index while `work` is under way. */
async function sentToIndex(work: () => Promise<void>): Promise<{ name: string; hotels: number }[]> {
  const index = client();
  const ask = index.ask.bind(index) as (name: string, order: unknown) => Promise<never>;
  const sent: { name: string; hotels: number }[] = [];
  index.ask = (name: string, order: unknown) => {
    sent.push({ name, hotels: Array.isArray(order) ? order.length : 0 });
    return ask(name, order);
  };
  await work();
  Reflect.deleteProperty(index, 'ask');
  return sent;
}

describe('an index over many hotels', () => {
  it('is filled by the first searches, and finds each of them', async () => {
    // On a busy machine that takes longer than a search may wait; the next one finds more of it done.
    const first = await until('the index', async () => [await search('sakura')].find(({ status }) => status === 200));
    expect(idsOf(first)).toEqual([hotelId]);
    const { body } = await search('casa praia 777');
    expect(body['items']).toContainEqual(expect.objectContaining({ name: 'Casa da Praia 777' }));
  });

  it('answers a text of fourteen words by its first five', async () => {
    const words = 'sakura inn rua dos remedios abcdef ghijkl mnopqr stuvwx yzabcd efghij klmnop qrstuv wxyzab';
    expect(idsOf(await search(words.slice(0, 100)))).toEqual([hotelId]);
  });

  it('refuses a text that is longer than any name', async () => {
    expect(await search('x'.repeat(101))).toMatchObject({ status: 400, body: { errors: [{ field: 'search' }] } });
  });

  it('takes a change by itself: nothing is built anew, here or in the thread', async () => {
    // What was added a moment ago may be read again: no longer when nothing is that young.
    await world.database.query("UPDATE Hotel SET updatedAt = '2026-01-01'");
    const sent = await sentToIndex(async () => {
      await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'Ginkgo Inn' });
      // A search does not wait for long: on a busy machine a later one finds it.
      await until('the change', async () => idsOf(await search('ginkgo'))[0] === hotelId, 2_000);
    });
    const put = sent.filter(({ name, hotels }) => name === 'put' && hotels > 0);
    expect(new Set(put.map(({ hotels }) => hotels))).toEqual(new Set([1]));
    expect(sent.map(({ name }) => name)).not.toContain('keepOnly');
    expect(idsOf(await search('sakura'))).toEqual([]);
  });

  it('finds a hotel within two seconds whose change was committed late', async () => {
    await search('ginkgo');
    await world.database.query(
      `UPDATE Hotel SET name = 'Late Larch', updatedAt = UTC_TIMESTAMP(3) - INTERVAL 5 SECOND WHERE id = ?`,
      [hotelId],
    );
    await until('the change', async () => idsOf(await search('larch')).length === 1, 2_000);
  });

  it('loses a hotel within two seconds that another replica removed', async () => {
    const other = await world.addHotel({ name: 'Short Stay' });
    await until('the hotel', async () => idsOf(await search('short stay'))[0] === other, 2_000);
    await world.database.query('DELETE FROM Hotel WHERE id = ?', [other]);
    expect(idsOf(await search('short stay'))).toEqual([]);
    const look = async () => {
      await search('short');
      return (await client().ask('put', [])) === HOTELS + 1;
    };
    const sent = await sentToIndex(async () => void (await until('the index', look, 2_000)));
    expect(sent.filter(({ name, hotels }) => name === 'put' && hotels > 1)).toEqual([]);
  });
});

describe('a flood of searches', () => {
  it('is refused beyond what may wait, while everything else is answered', async () => {
    const flood = Array.from({ length: 60 }, (_, n) => search(`casa praia rua mar ${n}`));
    const others = await Promise.all(Array.from({ length: 10 }, () => world.call('GET', `/hotels/${hotelId}`)));
    const answers = await Promise.all(flood);
    const codes = codesOf(answers);
    expect([...new Set(codes)].sort()).toEqual(['200', '503 search_unavailable']);
    expect(codes.filter((code) => code === '200').length).toBeGreaterThanOrEqual(MOST_WAITING);
    expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(others.map(({ status }) => status)).toEqual(Array(10).fill(200));
    expect((await search('casa praia 8')).status).toBe(200);
  });

  it('counts equal searches as one', async () => {
    const sent = await sentToIndex(async () => {
      const answers = await Promise.all(Array.from({ length: 60 }, () => search('Rua do Mar')));
      expect(answers.map(({ status }) => status)).toEqual(Array(60).fill(200));
    });
    expect(sent.filter(({ name }) => name === 'rank').length).toBeLessThan(30);
  });
});

describe('the index’s thread', () => {
  const endThread = () => (Reflect.get(client(), 'worker') as Worker).terminate();
  /** As if it had been started just now, however long this test takes meanwhile. */
  const startedIn = (ms: number) => Reflect.set(client(), 'startedAt', performance.now() + ms);
  const answered = async () => (await search('larch')).status === 200;

  it('is started again when it dies; until then searches are refused and all else is answered', async () => {
    await endThread();
    // It was started long ago, so another one may begin at once. One that dies right away may not begin again.
    await until('the first search', answered, 5_000);
    await endThread();
    startedIn(3_600_000);
    expect(await search('larch')).toMatchObject({ status: 503, body: { code: 'search_unavailable' } });
    startedIn(0);
    expect((await world.call('GET', `/hotels/${hotelId}`)).status).toBe(200);
    expect((await world.call('GET', '/hotels?limit=3')).status).toBe(200);
    await until('searches', answered, 5_000);
    expect(idsOf(await search('larch'))).toEqual([hotelId]);
  });

  it('refuses who waits for an answer when it dies', async () => {
    const waiting = Array.from({ length: 10 }, (_, n) => search(`casa praia rua mar ${n} p`));
    await until('searches under way', () =>
      Promise.resolve((Reflect.get(client(), 'waiting') as Map<number, unknown>).size > 1),
    );
    await endThread();
    const codes = codesOf(await Promise.all(waiting));
    expect(codes).toContain('503 search_unavailable');
    expect(codes.filter((code) => code !== '200' && code !== '503 search_unavailable')).toEqual([]);
    await until('searches', answered, 5_000);
  });
});
