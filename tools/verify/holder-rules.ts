import { type Rule, whereTrue } from './rule.js';

/** One guest's counter, and what the guest's holds say. */
export interface HolderCount {
  holderId: string;
  /** Null where a live hold names a holder that has no row. */
  live: number | null;
  /** The holder's holds that are HELD. */
  held: number;
}

/** What must hold of every holder, inside hotel-inventory's own database. */
export const HOLDER_RULES: Rule<HolderCount>[] = [
  {
    invariant: 2,
    name: "A holder's counter is the number of its live holds",
    unit: 'holders',
    breaks: ({ live, held }) =>
      whereTrue([live !== held, `it counts ${live ?? 'nothing'}, its live holds are ${held}`]),
  },
];
