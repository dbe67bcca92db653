import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { LockService } from '#locking';
import { ReconcileHolds } from '../../../apps/booking/src/booking/reconcile-holds.service.js';
import { BookingEnv } from '../../../apps/booking/src/env.js';
import { HotelInventoryClient } from '../../../apps/booking/src/hotel-inventory/hotel-inventory.client.js';
import { RoomHolds } from '../../../apps/booking/src/hotel-inventory/room-holds.service.js';
import { isOut } from './guard.js';

/** By how much the hold outlives the booking's deadline and the confirm budget. */
const LEASE_SLACK_S = 60;
/** A clock that is wrong by more than the confirm budget and by less than the slack. */
const OWN_CLOCK_FAST_MS = 10_000;

/** Set while holds are reconciled: their releases are a guard of their own. */
const reconciling = new AsyncLocalStorage<true>();

@Injectable()
export class UnguardedInventoryClient extends HotelInventoryClient {
  override async hold(...[bookingId, holder, request, ...rest]: Parameters<HotelInventoryClient['hold']>) {
    const slack = isOut('lease-slack') ? LEASE_SLACK_S : 0;
    const shorter = { ...request, holdSeconds: request.holdSeconds - slack };
    const granted = await super.hold(bookingId, holder, shorter, ...rest);
    if (!isOut('hold-times')) return granted;
    const deadline = new Date(Date.now() + OWN_CLOCK_FAST_MS + request.holdSeconds * 1000);
    return { ...granted, deadline: deadline.toISOString() };
  }

  override async releaseHold(...args: Parameters<HotelInventoryClient['releaseHold']>): Promise<void> {
    if (isOut('release') && !reconciling.getStore()) return;
    await super.releaseHold(...args);
  }
}

@Injectable()
export class UnguardedReconciliation extends ReconcileHolds {
  override async reconcile(): Promise<number> {
    return isOut('reconciliation') ? 0 : reconciling.run(true, () => super.reconcile());
  }
}

@Injectable()
export class UnguardedRoomHolds extends RoomHolds {
  constructor(inventory: HotelInventoryClient, locks: LockService, env: BookingEnv) {
    super(inventory, whileGuarded(locks), env);
  }
}

function whileGuarded(locks: LockService): LockService {
  const withLock: LockService['withLock'] = (key, times, work) =>
    isOut('category-lock') ? work() : locks.withLock(key, times, work);
  return Object.assign(Object.create(locks) as LockService, { withLock });
}
