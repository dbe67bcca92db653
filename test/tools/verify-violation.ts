import type { VerifyOptions } from '../../tools/verify/verify-invariants.js';
import { NOW } from './verify-world.js';

export type Where = 'booking' | 'inventory';

export interface Violation {
  /** What is wrong, as the test's title. */
  that: string;
  /** Statements that bring it about. */
  by: [where: Where, sql: string][];
  /** Every rule that must report it, and no other may. */
  rules: string[];
  /** What the report must say. */
  says: string;
  options?: Partial<VerifyOptions>;
}

export const onBooking = (sql: string): [Where, string] => ['booking', sql];
export const onInventory = (sql: string): [Where, string] => ['inventory', sql];
export const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

export const OVERSOLD = 'No night is sold more than once';
export const CAPACITY = "A night's capacity is its category's rooms";
export const COUNTERS = "A night's counters are the sums of its live holds";
export const NIGHTS_EXIST = "Every live hold's nights exist";
export const HOLDER_COUNT = "A holder's counter is the number of its live holds";
export const HOLD_SUM = 'A live hold is for a category of its hotel, at the sum of its nights';
export const ROOMS_GIVEN = 'A confirmed hold has its rooms on every night';
export const ROOMS_STRAY = 'No room is given away without a confirmed hold';
export const ONE_HOLD = 'One booking has one hold';
export const ROOMS_ONCE = 'No room is given to two bookings on one night';
export const ONE_KEY = 'One key makes one booking, and one booking has one key';
export const AMOUNT = "A booking's amount is the sum of its nights";
export const SAME = 'A booking and its hold are about the same';
export const BOTH_CONFIRMED = 'A booking is confirmed when its hold is, and only then';
export const PENDING_KEPT = 'A pending booking keeps its nights beyond its own deadline';
export const EXPIRES = 'A booking that was not confirmed in time has expired';
export const NOTHING_ELSE = 'Nothing else keeps a night';
export const ONE_ORDER = 'Confirm, cancel and expire happened in one order';
export const FINALIZED = 'A key is finalized when its booking was confirmed, and only then';
export const ONE_EVENT = 'Every transition left one event of its kind';
export const ACCOUNTED = 'Every event is delivered, on its way in time, or accounted for';
export const TOLD = 'Whatever a client was told is so';
