import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { LockService } from '#locking';
import { HoldRepository } from '../../../apps/hotel-inventory/src/hold/hold.repository.js';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { LapsedHolds } from '../../../apps/hotel-inventory/src/hold/lapsed-holds.service.js';
import { isOut } from './guard.js';

@Injectable()
export class UnguardedLapsedHolds extends LapsedHolds {
  constructor(database: Database, holds: HoldRepository, sweeping: HoldSweep, locks: LockService) {
    super(database, holds, sweeping, whileGuarded(locks));
  }
}

function whileGuarded(locks: LockService): LockService {
  const withLocks: LockService['withLocks'] = (keys, times, work) =>
    isOut('category-lock') ? work() : locks.withLocks(keys, times, work);
  return Object.assign(Object.create(locks) as LockService, { withLocks });
}
