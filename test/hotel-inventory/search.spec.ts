import { until } from '../support/until.js';
import { InventoryWorld } from '../support/inventory-world.js';

let world: InventoryWorld;
let ids: Record<'alfama' | 'sakura' | 'grand' | 'grander', number>;
beforeAll(async () => {
  world = await InventoryWorld.start();
  ids = {
    alfama: await world.addHotel({ name: 'Pensão Alfama' }),
    sakura: await world.addHotel({ name: 'Sakura Inn', address: '2-1 Asakusa', city: 'Tokyo', country: 'JP' }),
    grand: await world.addHotel({ name: 'Grand Hotel', address: 'Broadway 1501', city: 'New York', country: 'US' }),
    grander: await world.addHotel({ name: 'Grand Hotel', address: 'Broadway 1501', city: 'New York', country: 'US' }),
  };
});
afterAll(() => world.close());

async function search(text: string, url?: string): Promise<number[]> {
  const { body } = await world.call('GET', `/hotels?search=${encodeURIComponent(text)}`, undefined, undefined, url);
  return (body['items'] as { hotelId: number }[]).map(({ hotelId }) => hotelId);
}

describe('a search for hotels', () => {
  it('forgives typos, accents and missing ends', async () => {
    expect(await search('Pensao Alfma')).toEqual([ids.alfama]);
    expect(await search('saukra')).toEqual([ids.sakura]);
    expect(await search('asak japan')).toEqual([ids.sakura]);
    expect(await search('lisbxa')).toEqual([ids.alfama]);
  });

  it('finds nothing where nothing is like it', async () => {
    const answer = await world.call('GET', '/hotels?search=zzzzzzzz');
    expect(answer).toMatchObject({ status: 200, body: { items: [], nextCursor: null } });
  });

  it('finds a hotel by its number', async () => {
    expect(await search(String(ids.sakura))).toEqual([ids.sakura]);
  });

  it('lists all for an empty text', async () => {
    expect(await search('  ')).toEqual(Object.values(ids));
  });

  it('ranks the same every time, page by page', async () => {
    expect(await search('grand')).toEqual([ids.grand, ids.grander]);
    const first = await world.call('GET', '/hotels?search=grand&limit=1');
    const second = await world.call('GET', `/hotels?search=grand&limit=1&cursor=${String(first.body['nextCursor'])}`);
    expect(first.body['items']).toMatchObject([{ hotelId: ids.grand }]);
    expect(second.body).toMatchObject({ items: [{ hotelId: ids.grander }], nextCursor: null });
  });

  it('sees what was added, changed and removed here at once', async () => {
    const hotelId = await world.addHotel({ name: 'Quokka Lodge' });
    expect(await search('quokka')).toEqual([hotelId]);
    await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'Wombat Lodge' });
    expect([await search('quokka'), await search('wombat')]).toEqual([[], [hotelId]]);
    await world.call('DELETE', `/hotels/${hotelId}`, world.staff);
    expect(await search('wombat')).toEqual([]);
  });

  it('sees within two seconds what another replica changed', async () => {
    const replica = await world.startReplica();
    try {
      const hotelId = await world.addHotel({ name: 'Axolotl House' });
      expect(await search('axolotl', replica.url)).toEqual([hotelId]);
      await world.call('PATCH', `/hotels/${hotelId}`, world.staff, { name: 'Narwhal House' });
      await until('the other replica', async () => (await search('narwhal', replica.url)).length === 1, 2_000);
      expect(await search('axolotl', replica.url)).toEqual([]);
      expect(await search('sakura', replica.url)).toEqual([ids.sakura]);
    } finally {
      await replica.close();
    }
  });
});
