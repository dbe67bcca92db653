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
