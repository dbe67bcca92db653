// Run as a process of its own: the clients, so that what they cost is known and takes no time from the measuring.
import { serve } from '../worker/worker-side.js';
import { closedLoop, prepareWith } from './closed-loop.js';
import { Guests } from './guests.js';
import type { LoadOrder } from './load.js';
import type { LoadTarget } from './plan.js';
import { type Carried, scenarioOf } from './scenarios/all-scenarios.js';
import { KnownBookings } from './scenarios/known-bookings.js';
import type { Scenario } from './scenarios/scenario.js';

let target: LoadTarget | undefined;
let carried: Carried | undefined;
let scenario: Scenario | undefined;

serve(async (order: LoadOrder) => {
  if (order.do === 'meet') {
    target = order.target;
    carried = { guests: new Guests(target.signingKey), known: new KnownBookings(), taken: 0 };
    return undefined;
  }
  if (!target || !carried) throw new Error('the clients know of no system yet');
  if (order.do === 'prepare') {
    scenario = scenarioOf(order.plan, carried);
    await prepareWith(scenario, target);
    return undefined;
  }
  if (!scenario) throw new Error('nothing was prepared');
  return closedLoop(order.plan, scenario, target);
});
