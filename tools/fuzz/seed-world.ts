import { setTimeout as sleep } from 'node:timers/promises';
import { addDays } from '#contracts';
import { staffOf } from './asked.js';
import { makeDeadLetters } from './dead-letters.js';
import type { FuzzSystem } from './fuzz-system.js';
import { OTHER_STAFF, STAFF, type World } from './world.js';

const HOTEL = { address: 'Rua do Mar 1', city: 'Lisboa', country: 'PT', timezone: 'Europe/Lisbon', currency: 'EUR' };
const CATEGORY = { roomType: 'DOUBLE', price: 9_000, maxGuests: 2 };
/** As many as one request may add. */
const ROOMS = 500;
const BOOKINGS = 24;
/** Nights on sale by themselves, from the app's own settings. */
const LAST_NIGHT = 70;
const PATIENCE_MS = 60_000;

type Body = Record<string, unknown>;

/** Makes, over HTTP, what the first requests can be about. The lowest ids are another hotel's: guesses meet strangers. */
export async function seedWorld(system: FuzzSystem, world: World): Promise<void> {
  const seeding = new Seeding(system, world);
  const stranger = await seeding.hotel(OTHER_STAFF);
  await seeding.category(stranger, OTHER_STAFF, 1);
  world.bookable.add(await seeding.bookable());
  world.bookable.add(await seeding.bookable());
  for (let more = 0; more < 6; more++) {
    const hotelId = await seeding.hotel(STAFF);
    world.spareHotels.add(hotelId);
    const category = await seeding.category(hotelId, STAFF, 2);
    world.spareCategories.add(category);
    await seeding.generation(category.roomCategoryId);
  }
  for (let more = 0; more < BOOKINGS; more++) await seeding.booking(more);
  for (let more = 0; more < 4; more++) await seeding.hold();
  await seeding.deadLetters();
}

class Seeding {
  constructor(
    private readonly system: FuzzSystem,
    private readonly world: World,
  ) {}

  async hotel(userId: string): Promise<number> {
    const body = { ...HOTEL, name: this.world.newName() };
    const hotelId = Number((await this.post('hotel-inventory', '/hotels', userId, body))['hotelId']);
    this.world.asked.hotels.add(hotelId);
    this.world.asked.staff.add(staffOf(hotelId, userId));
    return hotelId;
  }

  async category(hotelId: number, userId: string, rooms: number) {
    const body = { ...CATEGORY, name: this.world.newName() };
    const made = await this.post('hotel-inventory', `/hotels/${hotelId}/room-categories`, userId, body);
    const category = { hotelId, roomCategoryId: Number(made['roomCategoryId']) };
    this.world.asked.categories.set(category.roomCategoryId, category);
    const numbers = Array.from({ length: rooms }, (_, room) => `${category.roomCategoryId}-${room}`);
    const path = `/room-categories/${category.roomCategoryId}/rooms`;
    const added = await this.post('hotel-inventory', path, userId, { numbers });
    for (const { roomId } of added['rooms'] as { roomId: number }[]) this.world.asked.rooms.set(roomId, category);
    return category;
  }

  async bookable() {
    const category = await this.category(await this.hotel(STAFF), STAFF, ROOMS);
    const checkInDate = addDays(this.world.firstDate, LAST_NIGHT);
    const stay = `checkInDate=${checkInDate}&checkOutDate=${addDays(checkInDate, 1)}`;
    const path = `/availability?roomCategoryId=${category.roomCategoryId}&${stay}`;
    const giveUpAt = Date.now() + PATIENCE_MS;
    while (!(await this.call('GET', 'hotel-inventory', path, undefined))['available']) {
      if (Date.now() > giveUpAt) throw new Error('The nights of the seeded hotels are not made.');
      await sleep(100);
    }
    return category;
  }

  async generation(roomCategoryId: number): Promise<void> {
    const body = { startDate: this.world.firstDate, endDate: addDays(this.world.firstDate, 3) };
    const made = await this.post(
      'hotel-inventory',
      `/room-categories/${roomCategoryId}/night-generations`,
      STAFF,
      body,
    );
    const generationId = String(made['generationId']);
    this.world.generations.add({ generationId, roomCategoryId });
  }

  async booking(place: number): Promise<void> {
    const userId = `fuzz-guest-${place + 1}`;
    const body = {
      ...this.stay(place),
      totalGuests: 1,
      guest: { name: 'Ada Lovelace', email: 'ada@example.org' },
      idempotencyKey: this.world.newUuid(),
    };
    const made = await this.call('POST', 'booking', '/bookings', { role: 'guest', userId }, body);
    const bookingId = String(made['bookingId']);
    this.world.asked.bookings.add(bookingId);
    this.world.bookings.add({ bookingId, key: String(made['idempotencyKey']), userId });
  }

  async hold(): Promise<void> {
    const bookingId = this.world.newUuid();
    const holder = { holder: 'fuzz', holderRole: 'service' };
    const hold = { bookingId, ...holder, ...this.stay(1), rooms: 1, totalGuests: 1, holdSeconds: 600 };
    const caller = { role: 'service', userId: 'fuzz' } as const;
    const answer = await this.call('POST', 'hotel-inventory', '/holds', caller, { holds: [hold] });
    const [{ outcome } = { outcome: 'not there' }] = answer['holds'] as { outcome: string }[];
    if (outcome !== 'held') throw new Error(`The first holds are not taken: ${JSON.stringify(answer)}`);
    this.world.asked.holds.add(bookingId);
    this.world.holds.add(bookingId);
  }

  async deadLetters(): Promise<void> {
    const giveUpAt = Date.now() + PATIENCE_MS;
    while ((await makeDeadLetters(this.system.bookingDb, this.world)) === 0) {
      if (Date.now() > giveUpAt) throw new Error('The mails of the seeded bookings do not go out.');
      await sleep(100);
    }
  }

  private stay(from: number) {
    const [category] = [...this.world.asked.categories.values()].slice(1 + (from % 2));
    const checkInDate = addDays(this.world.firstDate, 1 + from);
    return { ...category, checkInDate, checkOutDate: addDays(checkInDate, 2) };
  }

  private post(app: 'booking' | 'hotel-inventory', path: string, userId: string, body: Body): Promise<Body> {
    return this.call('POST', app, path, { role: 'staff', userId }, body);
  }

  private async call(
    method: string,
    app: 'booking' | 'hotel-inventory',
    path: string,
    caller: { role: 'guest' | 'staff' | 'service'; userId: string } | undefined,
    body?: Body,
  ): Promise<Body> {
    const token = caller && (await this.system.token(caller));
    const response = await fetch(`${this.system.apps[app].url}/api/v1${path}`, {
      method,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as Body;
  }
}
