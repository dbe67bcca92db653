import { addDays, type Availability } from '#contracts';

interface Page<Item> {
  items: Item[];
}

/** A stay that can be booked now, in some hotel. */
export interface Offer {
  hotelId: number;
  hotelName: string;
  roomCategoryId: number;
  checkInDate: string;
  checkOutDate: string;
}

/** Two weeks ahead and then week by week, until the end of the sale window. */
const DAYS_AHEAD = [14, 21, 28, 35, 42, 49, 56, 63, 70, 77];
const NIGHTS = 2;

/** The first stay that is free; undefined when there is none, as in a system without hotels. */
export async function findOffer(inventoryUrl: string): Promise<Offer | undefined> {
  const api = `${inventoryUrl}/api/v1`;
  const today = new Date().toISOString().slice(0, 10);
  const hotels = await get<Page<{ hotelId: number; name: string }>>(`${api}/hotels?limit=10`);
  for (const hotel of hotels.items) {
    const categories = await get<Page<{ roomCategoryId: number }>>(`${api}/hotels/${hotel.hotelId}/room-categories`);
    for (const { roomCategoryId } of categories.items) {
      for (const days of DAYS_AHEAD) {
        const stay = { checkInDate: addDays(today, days), checkOutDate: addDays(today, days + NIGHTS) };
        const query = new URLSearchParams({ roomCategoryId: String(roomCategoryId), rooms: '1', ...stay });
        const { available } = await get<Availability>(`${api}/availability?${query}`);
        if (available) return { hotelId: hotel.hotelId, hotelName: hotel.name, roomCategoryId, ...stay };
      }
    }
  }
  return undefined;
}

async function get<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`GET ${url} answered ${answer.status}: ${await answer.text()}`);
  return (await answer.json()) as T;
}
