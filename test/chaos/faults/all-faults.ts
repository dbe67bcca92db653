import { CLOCK_FAULT } from './clock-fault.js';
import { DATABASE_FAULTS } from './database-faults.js';
import { FAILOVER_FAULTS } from './failover-faults.js';
import type { Fault } from './fault.js';
import { FROZEN_REPLICAS } from './frozen-replica.js';
import { INVENTORY_FAULTS } from './inventory-faults.js';
import { KILLED_AT } from './killed-at.js';
import { KILLS } from './kills.js';
import { REDIS_FAULTS } from './redis-faults.js';
import { SMTP_FAULTS } from './smtp-faults.js';

export const FAULTS: Fault[] = [
  ...KILLS,
  ...KILLED_AT,
  ...REDIS_FAULTS,
  ...DATABASE_FAULTS,
  ...FAILOVER_FAULTS,
  ...FROZEN_REPLICAS,
  ...INVENTORY_FAULTS,
  ...SMTP_FAULTS,
  CLOCK_FAULT,
];

/** The faults of these names, in their order here; throws for a name that is none. */
export function faultsNamed(names: readonly string[]): Fault[] {
  const unknown = names.filter((name) => !FAULTS.some((fault) => fault.name === name));
  if (unknown.length > 0) {
    throw new Error(
      `There is no fault ${unknown.join(', ')}. There are: ${FAULTS.map(({ name }) => name).join(', ')}.`,
    );
  }
  return FAULTS.filter((fault) => names.includes(fault.name));
}
