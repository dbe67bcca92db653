import { Line } from '../support/line.js';
import { type TestCategory, TestSystem } from '../support/system.js';

interface Refusal {
  code: string;
  nights: string[];
  alternatives: Record<string, unknown>[];
}

describe('a booking that is refused for rooms', () => {
  let system: TestSystem;
  let line: Line;

  beforeAll(async () => {
    system = await TestSystem.start({
      inventoryLine: async (url) => {
        line = await Line.to(url);
        return line.url;
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await line.close();
  });

  /** Another category of the same hotel. */
  const beside = async ({ hotelId }: TestCategory, name: string, rooms: number, price: number): Promise<number> => {
    const other = await system.category(rooms, { price });
    await system.inventoryDb.query('UPDATE RoomCategory SET hotelId = ?, name = ? WHERE id = ?', [
      ...[hotelId, name, other.id],
    ]);
    return other.id;
  };

  const refused = async (category: TestCategory, wish: object = {}) =>
    (await system.book(category, wish)) as unknown as { status: number; body: Refusal };

  it('is told the other categories that the hotel has for these dates, the cheapest first', async () => {
    const category = await system.category(1);
    const suite = await beside(category, 'Suite', 3, 30_000);
    const twin = await beside(category, 'Twin', 2, 12_000);
    const full = await beside(category, 'Single', 1, 8_000);
    await system.book(category, { roomCategoryId: full });
    await system.book(category);

    const { status, body } = await refused(category);
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'sold_out',
      nights: [category.stay().checkInDate, category.stay(2).checkInDate],
    });
    expect(body.alternatives).toEqual([
      { roomCategoryId: twin, name: 'Twin', roomsLeft: 2, totalPrice: 24_000, currency: 'EUR' },
      { roomCategoryId: suite, name: 'Suite', roomsLeft: 3, totalPrice: 60_000, currency: 'EUR' },
    ]);
  });

  it('is told only what has enough rooms for all guests', async () => {
    const category = await system.category(1);
    await beside(category, 'Twin', 1, 12_000);
    const suite = await beside(category, 'Suite', 2, 30_000);
    const { body } = await refused(category, { rooms: 2, totalGuests: 4 });
    expect(body.alternatives.map(({ roomCategoryId }) => roomCategoryId)).toEqual([suite]);
  });

  it('is told of none where nights are not on sale anywhere', async () => {
    const category = await system.category(1, { nights: 2 });
    await beside(category, 'Twin', 1, 12_000);
    const { body } = await refused(category, category.stay(300, 2));
    expect(body).toMatchObject({ code: 'not_on_sale', alternatives: [] });
  });

  it('is answered all the same while hotel-inventory does not say, with none', async () => {
    const category = await system.category(1);
    await beside(category, 'Twin', 1, 12_000);
    await system.book(category);
    const answer = line.holdAnswerTo(/GET \/api\/v1\/hotels\/\d+\/availability/);
    const asked = refused(category);
    await answer.held;
    expect((await asked).body).toMatchObject({ code: 'sold_out', alternatives: [] });
    answer.release();
  });
});
