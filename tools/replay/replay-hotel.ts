import { setTimeout as sleep } from 'node:timers/promises';
import type { CalendarDate } from '#contracts';
import type { CategoryNeed } from './category-needs.js';
import type { RestClient } from './rest-client.js';

/** Lisbon: the data is of a hotel in Portugal. */
export const TIMEZONE = 'Europe/Lisbon';
/** No reservation of the data has more guests, and each is for one room. */
const MAX_GUESTS = 12;
/** What one request may add. */
const ROOMS_AT_ONCE = 500;
const LOOK_EVERY_MS = 200;

export interface ReplayHotel {
  hotelId: number;
  /** Room category ids by the data's own numbers, 1 to 7. */
  categoryIds: ReadonlyMap<number, number>;
}

/** Makes a hotel of its own for one run, with rooms and nights on sale. */
export async function openHotel(
  inventory: RestClient,
  token: string,
  name: string,
  needs: readonly CategoryNeed[],
  sale: { startDate: CalendarDate; endDate: CalendarDate },
): Promise<ReplayHotel> {
  const post = <Body>(path: string, body: unknown) =>
    inventory.require<Body>({ kind: 'set up', method: 'POST', path, token, body });
  const { hotelId } = await post<{ hotelId: number }>('/hotels', {
    name,
    address: 'Rua da Replica 1',
    city: 'Lisboa',
    country: 'PT',
    timezone: TIMEZONE,
    currency: 'EUR',
  });

  const categoryIds = new Map<number, number>();
  for (const { category, rooms, price } of needs.filter((need) => need.rooms > 0)) {
    const { roomCategoryId } = await post<{ roomCategoryId: number }>(`/hotels/${hotelId}/room-categories`, {
      name: `Room_Type ${category}`,
      // The data does not say what its room types are.
      roomType: 'DOUBLE',
      price,
      maxGuests: MAX_GUESTS,
    });
    categoryIds.set(category, roomCategoryId);
    const numbers = Array.from({ length: rooms }, (_, i) => `${category}-${String(i + 1).padStart(3, '0')}`);
    for (let start = 0; start < rooms; start += ROOMS_AT_ONCE) {
      await post(`/room-categories/${roomCategoryId}/rooms`, { numbers: numbers.slice(start, start + ROOMS_AT_ONCE) });
    }
    const { generationId } = await post<{ generationId: string }>(
      `/room-categories/${roomCategoryId}/night-generations`,
      sale,
    );
    await generated(inventory, token, generationId);
  }
  return { hotelId, categoryIds };
}

async function generated(inventory: RestClient, token: string, generationId: string): Promise<void> {
  for (;;) {
    const path = `/night-generations/${generationId}`;
    const { state } = await inventory.require<{ state: string }>({ kind: 'set up', method: 'GET', path, token });
    if (state === 'DONE') return;
    await sleep(LOOK_EVERY_MS);
  }
}
