import { setTimeout as sleep } from 'node:timers/promises';
import { addDays, dateIn } from '#contracts';
import { say } from './progress.js';
import { DEMO_HOTELS, type DemoCategory, type DemoHotel } from './seed/demo-hotels.js';

const NIGHTS = 90;
const PATIENCE_MS = 120_000;

interface Inventory {
  inventoryUrl: string;
  staffToken: string;
}

interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

interface Generation {
  generationId: string;
  state: 'PENDING' | 'DONE';
  total: number;
  done: number;
}

/**
 * Fills a system that has no hotels with a few, on sale for the next 90 days. A system with other hotels is left alone;
 * a seed that was interrupted is gone on with where it stopped.
 */
export async function seedDemo(system: Inventory): Promise<void> {
  const existing = await list<{ hotelId: number; name: string }>(system, '/hotels');
  const demo = new Map(DEMO_HOTELS.map((hotel) => [hotel.name, hotel]));
  if (existing.some(({ name }) => !demo.has(name))) return;
  const ids = new Map(existing.map(({ name, hotelId }) => [name, hotelId]));
  const generationIds: string[] = [];
  for (const hotel of DEMO_HOTELS) {
    const hotelId = ids.get(hotel.name) ?? (await addHotel(system, hotel));
    generationIds.push(...(await completeHotel(system, hotelId, hotel)));
  }
  if (generationIds.length > 0) await generated(system, generationIds);
}

async function addHotel(system: Inventory, { categories: _, ...hotel }: DemoHotel): Promise<number> {
  say(`Adding ${hotel.name}, ${hotel.city}`);
  return (await call<{ hotelId: number }>(system, 'POST', '/hotels', hotel)).hotelId;
}

/** Adds what the hotel has not got yet; answers the generations of nights that this brought about. */
async function completeHotel(system: Inventory, hotelId: number, hotel: DemoHotel): Promise<string[]> {
  const path = `/hotels/${hotelId}/room-categories`;
  const existing = await list<{ roomCategoryId: number; name: string; roomCount: number }>(system, path);
  const today = dateIn(hotel.timezone, new Date());
  const generationIds: string[] = [];
  for (const { numbers, ...category } of hotel.categories) {
    const found = existing.find(({ name }) => name === category.name);
    if (found && found.roomCount >= numbers.length) continue;
    const id = found?.roomCategoryId ?? (await addCategory(system, path, category));
    // Rooms are added all or none, so there are none yet.
    await call(system, 'POST', `/room-categories/${id}/rooms`, { numbers });
    const nights = { startDate: today, endDate: addDays(today, NIGHTS) };
    const generation = await call<Generation>(system, 'POST', `/room-categories/${id}/night-generations`, nights);
    generationIds.push(generation.generationId);
  }
  return generationIds;
}

async function addCategory(system: Inventory, path: string, category: Omit<DemoCategory, 'numbers'>): Promise<number> {
  return (await call<{ roomCategoryId: number }>(system, 'POST', path, category)).roomCategoryId;
}

async function generated(system: Inventory, generationIds: string[]): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  let told = -1;
  for (;;) {
    const generations: Generation[] = [];
    // One after the other: an app that just starts on a busy machine lets few in at once.
    for (const id of generationIds) generations.push(await call<Generation>(system, 'GET', `/night-generations/${id}`));
    const done = generations.reduce((sum, generation) => sum + generation.done, 0);
    const total = generations.reduce((sum, generation) => sum + generation.total, 0);
    if (done !== told) say(`Nights on sale: ${done} of ${total}`);
    told = done;
    if (generations.every(({ state }) => state === 'DONE')) return;
    if (Date.now() > giveUpAt) throw new Error('The nights of the demo hotels are not made. Is Redis there?');
    await sleep(250);
  }
}

async function list<Item>(system: Inventory, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `limit=100${cursor === null ? '' : `&cursor=${cursor}`}`;
    const page: Page<Item> = await call<Page<Item>>(system, 'GET', `${path}?${query}`);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}

/** Waits out an app that is overloaded: then nothing was begun, and the same request may be sent again. */
async function call<Body>(system: Inventory, method: 'GET' | 'POST', path: string, body?: object): Promise<Body> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const response = await send(system, method, path, body);
    const text = await response.text();
    if (response.ok) return JSON.parse(text) as Body;
    const overloaded = response.status === 503 && text.includes('"overloaded"');
    if (!overloaded || Date.now() > giveUpAt) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    await sleep(Number(response.headers.get('retry-after') ?? 1) * 1000);
  }
}

function send(system: Inventory, method: 'GET' | 'POST', path: string, body?: object): Promise<Response> {
  return fetch(`${system.inventoryUrl}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${system.staffToken}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}
