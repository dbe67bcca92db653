import {
  ACCOUNTED,
  BOTH_CONFIRMED,
  CAPACITY,
  COUNTERS,
  NOTHING_ELSE,
  ONE_EVENT,
  ONE_HOLD,
  ONE_KEY,
  ONE_ORDER,
  OVERSOLD,
  PENDING_KEPT,
  ROOMS_ONCE,
  TOLD,
} from '../../support/verify-rules.js';
import type { Guard } from './guard.js';

export interface Guarded {
  /** All of them out: the violation comes. Any one of them out: it does not, while one is left that is not calm. */
  guards: readonly Guard[];
  /** Which of them spare collisions only: alone they are not enough. */
  calm?: readonly Guard[];
  /** The rule of `npm run verify` that notices. */
  rule: string;
}

/** The table of docs/guards.md, as far as it can be tried. */
export const INVARIANTS = guarded({
  'sold-once': {
    rule: OVERSOLD,
    guards: ['night-condition', 'night-check', 'availability-look', 'category-lock'],
    calm: ['availability-look', 'category-lock'],
  },
  'whole-stay-held': { rule: COUNTERS, guards: ['night-count'] },
  'capacity-is-rooms': { rule: CAPACITY, guards: ['capacity-lock'] },
  'held-once': { rule: ONE_HOLD, guards: ['hold-key', 'holder-revision'], calm: ['holder-revision'] },
  'freed-once': { rule: COUNTERS, guards: ['hold-lock', 'hold-condition'] },
  'room-given-once': { rule: ROOMS_ONCE, guards: ['room-choice', 'room-night-key'] },
  'booked-once': {
    rule: ONE_KEY,
    guards: ['key-look-up', 'key-row', 'booking-key', 'event-key'],
    calm: ['key-look-up'],
  },
  'expired-once': { rule: ONE_EVENT, guards: ['overdue-lock', 'status-condition', 'event-key'] },
  'confirmed-or-expired': { rule: ONE_ORDER, guards: ['confirm-budget', 'status-condition'] },
  'confirmed-or-cancelled': { rule: ONE_ORDER, guards: ['status-condition'] },
  'abandoned-comes-free': { rule: NOTHING_ELSE, guards: ['release', 'lapse-sweep'] },
  'both-confirmed': { rule: BOTH_CONFIRMED, guards: ['release', 'reconciliation'] },
  'hold-outlives-booking': { rule: PENDING_KEPT, guards: ['hold-times', 'lease-slack'] },
  'event-delivered': { rule: ACCOUNTED, guards: ['nudge', 'relay-schedule'] },
  'mail-accounted': { rule: ACCOUNTED, guards: ['outcome-word', 'outcome-question'] },
  'answer-is-so': { rule: TOLD, guards: ['commit', 'read-back'] },
});

export type InvariantName = keyof typeof INVARIANTS;

function guarded<Name extends string>(table: Record<Name, Guarded>): Record<Name, Guarded> {
  return table;
}
