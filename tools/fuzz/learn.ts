import { staffOf } from './asked.js';
import type { Draft } from './draft.js';
import type { HttpAnswer } from './http-answer.js';
import type { KnownCategory, World } from './world.js';

type Body = Record<string, unknown>;

/** Remembers what a request brought about: for further requests, and to hold the databases against in the end. */
export function learn(
  world: World,
  { operation, method, segments, caller }: Draft,
  { status, text }: HttpAnswer,
): void {
  if (status >= 300) return;
  const body = (text === '' ? {} : JSON.parse(text)) as Body;
  const [first = ''] = segments.filter(({ isParameter }) => isParameter).map(({ text }) => decode(text));
  if (typeof body['nextCursor'] === 'string') world.cursors.set(operation.name, body['nextCursor']);
  // Not always the operation's own method.
  LESSONS[operation.name.replace(/^\w+/, method)]?.(world, body, { first, userId: caller.userId });
}

interface About {
  /** The first parameter of the path. */
  first: string;
  userId: string;
}

const LESSONS: Record<string, (world: World, body: Body, about: About) => void> = {
  'POST /bookings': (world, body, { userId }) => {
    const bookingId = String(body['bookingId']);
    world.asked.bookings.add(bookingId);
    world.bookings.add({ bookingId, key: String(body['idempotencyKey']), userId });
  },
  'POST /dead-letters/{id}/retry': (world, _, { first }) =>
    void world.deadLetters.removeWhere((id) => id === Number(first)),
  'POST /holds': (world, body) => {
    for (const bookingId of withOutcome(body, 'held')) {
      world.asked.holds.add(bookingId);
      world.holds.add(bookingId);
    }
  },
  'POST /holds/releases': (world, body) => {
    const released = withOutcome(body, 'released');
    // One that was never held is remembered as well: its hold must not come later.
    for (const bookingId of released) world.asked.holds.add(bookingId);
    world.holds.removeWhere((bookingId) => released.includes(bookingId));
  },
  'POST /hotels': (world, body, { userId }) => {
    const hotelId = Number(body['hotelId']);
    world.asked.hotels.add(hotelId);
    world.asked.staff.add(staffOf(hotelId, userId));
    world.spareHotels.add(hotelId);
  },
  'DELETE /hotels/{hotelId}': (world, _, { first }) => {
    world.asked.removedHotels.add(Number(first));
    world.spareHotels.removeWhere((hotelId) => hotelId === Number(first));
    forgetCategories(world, ({ hotelId }) => hotelId === Number(first));
  },
  'POST /invitations/{hotelId}/accept': (world, _, { first, userId }) =>
    void world.asked.staff.add(staffOf(Number(first), userId)),
  'POST /hotels/{hotelId}/room-categories': (world, body) => {
    const category = { hotelId: Number(body['hotelId']), roomCategoryId: Number(body['roomCategoryId']) };
    world.asked.categories.set(category.roomCategoryId, category);
    world.spareCategories.add(category);
  },
  'DELETE /room-categories/{roomCategoryId}': (world, _, { first }) => {
    world.asked.removedCategories.add(Number(first));
    forgetCategories(world, ({ roomCategoryId }) => roomCategoryId === Number(first));
  },
  'POST /room-categories/{roomCategoryId}/rooms': (world, body, { first }) => {
    for (const { roomId } of body['rooms'] as { roomId: number }[]) {
      world.asked.rooms.set(roomId, { roomCategoryId: Number(first) });
    }
  },
  'POST /room-categories/{roomCategoryId}/night-generations': (world, body, { first }) => {
    const generationId = String(body['generationId']);
    world.generations.add({ generationId, roomCategoryId: Number(first) });
  },
};

/** Of those that were asked for together. */
function withOutcome(body: Body, outcome: string): string[] {
  const answers = body['holds'] as { bookingId: string; outcome: string }[];
  return answers.filter((answer) => answer.outcome === outcome).map(({ bookingId }) => bookingId);
}

function forgetCategories(world: World, isGone: (category: KnownCategory) => boolean): void {
  world.spareCategories.removeWhere(isGone);
  world.generations.removeWhere(({ roomCategoryId }) => {
    const category = world.asked.categories.get(roomCategoryId);
    return category !== undefined && isGone({ roomCategoryId, ...category });
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
