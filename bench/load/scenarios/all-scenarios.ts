import { addDays } from '#contracts';
import type { Guests } from '../guests.js';
import type { LoadPlan } from '../plan.js';
import { availabilityWish, createWish, hotelsWish, readWish, Stays } from '../wishes.js';
import { confirms } from './confirms.js';
import { creates } from './creates.js';
import type { KnownBookings } from './known-bookings.js';
import { mix } from './mix.js';
import { Scarce } from './scarce.js';
import type { Scenario } from './scenario.js';
import { searched } from './searched.js';

/** What runs leave to those after them. */
export interface Carried {
  guests: Guests;
  known: KnownBookings;
  /** Stays of the common offering that are taken. */
  taken: number;
}

export function scenarioOf(plan: LoadPlan, carried: Carried): Scenario {
  const { seconds, offering } = plan;
  const { guests, known } = carried;
  const stays = new Stays(offering, carried.taken);
  const makeKnown: Scenario['prepare'] = (visitor) => known.make(visitor, stays, guests);
  switch (plan.scenario) {
    case 'distinct':
    case 'hot':
    case 'nights':
      return counted(creates(stays, guests, seconds), stays, carried);
    case 'scarce': {
      const { places, firstDate } = offering;
      return new Scarce(places, { checkInDate: firstDate, checkOutDate: addDays(firstDate, 1) }, guests);
    }
    case 'confirm':
      if (!plan.prepared) throw new Error('there are no bookings to confirm');
      return confirms(plan.prepared, guests);
    case 'searched':
      if (!plan.prepared) throw new Error('there are no bookings to confirm');
      return searched(confirms(plan.prepared, guests), offering, guests);
    case 'repeat':
      return {
        prepare: makeKnown,
        visit: (visitor) => {
          const { guest, key, stay } = known.next();
          return visitor.ask({ ...createWish(guest, key, stay), kind: 'repeat' }, { status: 201, replayed: true });
        },
      };
    case 'reads':
      return {
        prepare: makeKnown,
        visit: async (visitor) => {
          const { guest, bookingId } = known.next();
          await visitor.ask(readWish(guest, bookingId), { status: 200 });
          await visitor.ask(hotelsWish(), { status: 200 });
        },
      };
    case 'availability':
      return { visit: (visitor) => visitor.ask(availabilityWish(stays.next()), { status: 200 }) };
    case 'mix':
      return counted(mix(stays, guests, seconds), stays, carried);
  }
}

/** The next run goes on where this one ended. */
function counted(scenario: Scenario, stays: Stays, carried: Carried): Scenario {
  return {
    ...scenario,
    visit: (visitor) => {
      carried.taken = stays.count;
      return scenario.visit(visitor);
    },
  };
}
