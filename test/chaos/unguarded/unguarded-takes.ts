import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { LockService } from '#locking';
import { InventoryEnv } from '../../../apps/hotel-inventory/src/env.js';
import { HoldRepository } from '../../../apps/hotel-inventory/src/hold/hold.repository.js';
import { HoldSweep } from '../../../apps/hotel-inventory/src/hold/hold-sweep.service.js';
import { HoldTransactions } from '../../../apps/hotel-inventory/src/hold/hold-transactions.service.js';
import { HolderRepository } from '../../../apps/hotel-inventory/src/hold/holder.repository.js';
import { TakeHolds } from '../../../apps/hotel-inventory/src/hold/take-holds.service.js';
import { NightRepository } from '../../../apps/hotel-inventory/src/night/night.repository.js';
import { isOut } from './guard.js';

@Injectable()
export class UnguardedTakes extends TakeHolds {
  constructor(
    database: Database,
    transactions: HoldTransactions,
    holds: HoldRepository,
    holders: HolderRepository,
    nights: NightRepository,
    sweeping: HoldSweep,
    locks: LockService,
    env: InventoryEnv,
  ) {
    super(database, transactions, holds, holders, nights, sweeping, whileGuarded(locks), env);
  }
}

function whileGuarded(locks: LockService): LockService {
  const withLocks: LockService['withLocks'] = (keys, times, work) =>
    isOut('category-lock') ? work() : locks.withLocks(keys, times, work);
  return Object.assign(Object.create(locks) as LockService, { withLocks });
}
