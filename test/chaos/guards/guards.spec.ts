import type { Guard } from '../unguarded/guard.js';
import { INVARIANTS, type InvariantName } from '../unguarded/invariants.js';
import {
  abandoned,
  cancelDuringConfirm,
  expiryDuringConfirm,
  oneBooking,
  roomsSoldForNobody,
  threeCopies,
  twoExpiries,
} from './booking-plays.js';
import {
  holdTwice,
  nightLostOnTheWay,
  freedTwice,
  roomBesideNewNights,
  threeForOneRoom,
  twoPlansAtOnce,
} from './inventory-plays.js';
import { World } from './world.js';

/** What goes wrong without any guard, brought about without luck. */
const PLAYS: Record<InvariantName, (world: World) => Promise<void>> = {
  'sold-once': threeForOneRoom,
  'whole-stay-held': nightLostOnTheWay,
  'capacity-is-rooms': roomBesideNewNights,
  'held-once': holdTwice,
  'freed-once': freedTwice,
  'room-given-once': twoPlansAtOnce,
  'booked-once': threeCopies,
  'expired-once': twoExpiries,
  'confirmed-or-expired': expiryDuringConfirm,
  'confirmed-or-cancelled': cancelDuringConfirm,
  'abandoned-comes-free': abandoned,
  'both-confirmed': roomsSoldForNobody,
  'hold-outlives-booking': oneBooking,
  'event-delivered': oneBooking,
  'mail-accounted': oneBooking,
  'answer-is-so': oneBooking,
};

/** Nobody delivers there, so there is nothing to wait for. */
const NEVER_DELIVERED: InvariantName[] = ['event-delivered', 'mail-accounted'];
const SHORT_WAIT_MS = 300;

interface Case {
  invariant: InvariantName;
  out: readonly Guard[];
}
const names = Object.keys(INVARIANTS) as InvariantName[];
const withoutAny: Case[] = names.map((invariant) => ({ invariant, out: INVARIANTS[invariant].guards }));
/** The only one that is relied on stays; where there is no other, none is out. */
const withoutOne: Case[] = names.flatMap((invariant) => {
  const { guards, calm = [] } = INVARIANTS[invariant];
  const relied = guards.filter((guard) => !calm.includes(guard));
  const spare = guards.filter((guard) => relied.length > 1 || guard !== relied[0]);
  return spare.length === 0 ? [{ invariant, out: [] }] : spare.map((guard) => ({ invariant, out: [guard] }));
});
/** Two guards are each alone when the other is out. */
const withOnlyOne = names.flatMap((invariant) => {
  const { guards, calm = [] } = INVARIANTS[invariant];
  const enough = guards.length > 2 ? guards.filter((guard) => !calm.includes(guard)) : [];
  return enough.map((only) => ({ invariant, only, out: guards.filter((guard) => guard !== only) }));
});

describe('the guards of the invariants', () => {
  let world: World;
  let tables: string[][];

  beforeAll(async () => {
    world = await World.start();
    tables = await world.tables();
  });
  afterAll(async () => {
    try {
      expect(await world.tables()).toEqual(tables);
    } finally {
      await world.close();
    }
  });

  it.each(withoutAny)('all out, $invariant is broken, and that is reported', async ({ invariant, out }) => {
    const patience = NEVER_DELIVERED.includes(invariant) ? SHORT_WAIT_MS : undefined;
    const broken = await world.brokenWithout(out, () => PLAYS[invariant](world), patience);
    expect(broken).toContain(INVARIANTS[invariant].rule);
  });

  it.each(withoutOne)('$invariant holds with all but $out', async ({ invariant, out }) => {
    expect(await world.brokenWithout(out, () => PLAYS[invariant](world))).toEqual([]);
  });

  it.each(withOnlyOne)('$invariant holds with nothing but $only', async ({ invariant, out }) => {
    expect(await world.brokenWithout(out, () => PLAYS[invariant](world))).toEqual([]);
  });
});
