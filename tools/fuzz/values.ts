import { addDays } from '#contracts';
import type { Json } from './json.js';
import { type Operation, resolved, type Schema } from './openapi.js';
import type { Picker } from './picker.js';
import { OTHER_STAFF, type Role, type Scene, STAFF, type World } from './world.js';

export interface Circumstances {
  world: World;
  scene: Scene;
  picker: Picker;
  operation: Operation;
  role: Role;
}

type Provider = (at: Circumstances) => Json;

const isAbout = ({ operation }: Circumstances, part: string) => operation.path.includes(part);
const changes = ({ operation: { method } }: Circumstances) => method === 'PATCH' || method === 'DELETE';
const holdOf = ({ world, picker }: Circumstances) =>
  world.holds.size === 0 ? world.newUuid() : world.holds.any(picker);
const text = (at: Circumstances) => at.picker.of(['Ada Lovelace', 'Zoë 😀', 'O’Brien & Søn', '山田 太郎', "d'Arc; --"]);

/** Values that no schema tells: those that mean something that exists, by name. `undefined` leaves the member out. */
const PROVIDERS: Record<string, Provider> = {
  hotelId: (at) => {
    if (!isAbout(at, '{hotelId}')) return at.scene.bookable.hotelId;
    return changes(at) || isAbout(at, '/staff') || isAbout(at, '/invitations')
      ? at.scene.spareHotelId
      : at.scene.bookable.hotelId;
  },
  roomCategoryId: (at) => {
    const spare = changes(at) || isAbout(at, '/rooms') || isAbout(at, '/night-generations');
    return (spare ? at.scene.spareCategory : at.scene.bookable).roomCategoryId;
  },
  checkInDate: (at) => at.scene.stay.checkInDate,
  checkOutDate: (at) => at.scene.stay.checkOutDate,
  startDate: (at) => at.scene.stay.checkInDate,
  endDate: (at) => addDays(at.scene.stay.checkInDate, at.picker.between(1, 9)),
  rooms: () => 1,
  totalGuests: (at) => at.picker.between(1, 2),
  batchSize: (at) => at.picker.of([50, 77, 100]),
  bookingAmount: () => undefined,
  expectedAmount: () => undefined,
  holdSeconds: (at) => at.picker.between(900, 3_600),
  idempotencyKey: (at) => (isAbout(at, '{idempotencyKey}') ? at.scene.booking.key : undefined),
  'Idempotency-Key': (at) => (at.picker.oneIn(12) ? at.scene.booking.key : at.world.newUuid()),
  bookingId: (at) => {
    if (at.operation.name === 'POST /holds') return at.world.newUuid();
    if (isAbout(at, '/holds/')) return holdOf(at);
    return isAbout(at, '/availability') ? undefined : at.scene.booking.bookingId;
  },
  holder: (at) => at.world.guest(at.picker),
  generationId: ({ world, picker }) =>
    world.generations.size === 0 ? world.newUuid() : world.generations.any(picker).generationId,
  id: (at) => (at.world.deadLetters.size === 0 ? 1 : at.world.deadLetters.any(at.picker)),
  userId: (at) => {
    if (isAbout(at, '/staff/{userId}/hotels')) return STAFF;
    return at.picker.oneIn(2) ? OTHER_STAFF : at.world.guest(at.picker);
  },
  cursor: (at) => (at.picker.oneIn(2) ? at.world.cursors.get(at.operation.name) : undefined),
  name: (at) => (isAbout(at, '/bookings') ? text(at) : at.world.newName()),
  address: text,
  city: text,
  specialRequests: (at) => at.picker.of([undefined, null, text(at)]),
  search: (at) => at.picker.of(['fuzz', 'Lisboa', 'hotel 1', undefined]),
  email: (at) => `${at.world.guest(at.picker)}@example.org`,
  locale: (at) => at.picker.of(['en', 'de-AT', 'pt-PT', 'ar', 'th-u-nu-thai', undefined]),
  country: (at) => at.picker.of(['PT', 'de']),
  timezone: () => 'Europe/Lisbon',
  currency: () => 'EUR',
  checkInTime: (at) => at.picker.of(['00:00', '15:00', undefined]),
  checkOutTime: (at) => at.picker.of(['11:00', '23:59', undefined]),
  numbers: (at) => Array.from({ length: at.picker.between(1, 4) }, () => at.world.newUuid().slice(0, 20)),
};

/** A value as the schema wants it. */
export function valueOf(name: string, schema: Schema, at: Circumstances): Json {
  const provider = Object.hasOwn(PROVIDERS, name) ? PROVIDERS[name] : undefined;
  const known = resolved(schema, at.operation.document);
  if (provider && known.type !== 'object') return provider(at);
  return ofSchema(known, at);
}

/** A body with everything that is required, and some of what is not. */
function ofSchema(schema: Schema, at: Circumstances): Json {
  if (schema.enum) return at.picker.of(schema.enum) as Json;
  const { minimum = 0, maximum = 1_000 } = schema;
  if (schema.type === 'object') {
    const { properties = {}, required = [] } = schema;
    const sent = Object.entries(properties).filter(([name]) => required.includes(name) || at.picker.oneIn(2));
    return Object.fromEntries(sent.map(([name, member]) => [name, valueOf(name, member, at)]));
  }
  if (schema.type === 'array') {
    const items = resolved(schema.items ?? {}, at.operation.document);
    return Array.from({ length: at.picker.between(1, 3) }, () => ofSchema(items, at));
  }
  if (schema.type === 'integer' || schema.type === 'number') return at.picker.between(minimum, maximum);
  return schema.type === 'boolean' ? at.picker.oneIn(2) : text(at);
}
