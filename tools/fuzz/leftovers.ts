import type { Database } from '#database';
import { verifyInvariants } from '../verify/verify-invariants.js';
import { staffOf } from './asked.js';
import { OWN_REASON } from './dead-letters.js';
import type { FuzzSystem } from './fuzz-system.js';
import type { World } from './world.js';

/** What the databases hold that nobody asked for, lack although somebody was told of it, or hold only half. */
export async function leftovers(system: FuzzSystem, world: World): Promise<string[]> {
  const { bookingUrl, inventoryUrl } = system.databases;
  const urls = { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl };
  const report = await verifyInvariants(urls, { mode: 'live' });
  return [
    ...report.rules
      .filter((rule) => rule.violations > 0)
      .map(
        (rule) => `invariant: ${rule.name}: ${rule.violations}, such as ${JSON.stringify(rule.examples.slice(0, 2))}`,
      ),
    ...(await ofBooking(system.bookingDb, world)),
    ...(await ofInventory(system.inventoryDb, world)),
  ];
}

async function ofBooking(database: Database, { asked }: World): Promise<string[]> {
  const given = await database.query<{ id: number; lastError: string }>(
    "SELECT id, lastError FROM Outbox WHERE state = 'DEAD' AND (lastError <> ? OR lastError IS NULL)",
    [OWN_REASON],
  );
  return [
    ...differences('bookings', await column<string>(database, 'SELECT id FROM Booking'), asked.bookings),
    ...differences('keys', await column<string>(database, 'SELECT bookingId FROM IdempotencyKey'), asked.bookings),
    ...differences(
      'first events of bookings',
      await column<string>(database, "SELECT bookingId FROM Outbox WHERE topic = 'MAIL' AND kind = 'held'"),
      asked.bookings,
    ),
    ...given.slice(0, 3).map(({ id, lastError }) => `mail ${id} was given up: ${lastError}`),
  ];
}

async function ofInventory(database: Database, { asked }: World): Promise<string[]> {
  const hotels = without(asked.hotels, asked.removedHotels);
  const ofHotels = [...asked.categories].filter(([, { hotelId }]) => hotels.has(hotelId)).map(([id]) => id);
  const categories = without(new Set(ofHotels), asked.removedCategories);
  const ofCategories = [...asked.rooms].filter(([, { roomCategoryId }]) => categories.has(roomCategoryId));
  const staff = await database.query<{ hotelId: number; userId: string }>('SELECT hotelId, userId FROM HotelStaff');
  const holds = await column<string>(database, 'SELECT bookingId FROM Hold');
  const strangeHolds = holds.filter((id) => !asked.bookings.has(id) && !asked.holds.has(id));
  const generated = await column<number>(database, 'SELECT DISTINCT categoryId FROM NightGeneration');
  return [
    ...differences('hotels', await column<number>(database, 'SELECT id FROM Hotel'), hotels),
    ...differences('categories', await column<number>(database, 'SELECT id FROM RoomCategory'), categories),
    ...differences(
      'rooms',
      await column<number>(database, 'SELECT id FROM Room'),
      new Set(ofCategories.map(([id]) => id)),
    ),
    ...unasked(
      'staff',
      staff.map(({ hotelId, userId }) => staffOf(hotelId, userId)),
      asked.staff,
    ),
    ...(strangeHolds.length > asked.leases ? unasked('holds', strangeHolds, new Set<string>()) : []),
    ...unasked('categories with nights on their way', generated, new Set(asked.categories.keys())),
  ];
}

async function column<T>(database: Database, sql: string): Promise<T[]> {
  return (await database.query<Record<string, T>>(sql)).map((row) => Object.values(row)[0] as T);
}

function without<T>(all: ReadonlySet<T>, removed: ReadonlySet<T>): Set<T> {
  return new Set([...all].filter((one) => !removed.has(one)));
}

function differences<T>(what: string, found: T[], wanted: ReadonlySet<T>): string[] {
  const there = new Set(found);
  const missing = [...wanted].filter((one) => !there.has(one));
  return [
    ...unasked(what, found, wanted),
    ...(missing.length === 0
      ? []
      : [`${missing.length} ${what} that clients were told of are missing: ${example(missing)}`]),
  ];
}

function unasked<T>(what: string, found: T[], wanted: ReadonlySet<T>): string[] {
  const strange = found.filter((one) => !wanted.has(one));
  return strange.length === 0 ? [] : [`${strange.length} ${what} that nobody asked for: ${example(strange)}`];
}

function example(of: unknown[]): string {
  return JSON.stringify(of.slice(0, 3));
}
