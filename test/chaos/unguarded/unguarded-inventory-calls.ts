import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { HoldGranted, HoldRequest } from '#contracts';
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
    return withOwnTimes(request, await super.hold(bookingId, holder, shorter(request), ...rest));
  }

  override async holdTogether(...[requests, ...rest]: Parameters<HotelInventoryClient['holdTogether']>) {
    const answers = await super.holdTogether(requests.map(shorter), ...rest);
    return requests.map((request, index) => {
      const answer = answers[index];
      return answer && 'deadline' in answer ? withOwnTimes(request, answer) : answer;
    });
  }

  override async releaseHold(...args: Parameters<HotelInventoryClient['releaseHold']>): Promise<void> {
    if (isOut('release') && !reconciling.getStore()) return;
    await super.releaseHold(...args);
  }

  override async releaseTogether(...args: Parameters<HotelInventoryClient['releaseTogether']>) {
    if (isOut('release') && !reconciling.getStore()) return args[0].map(() => 'released' as const);
    return super.releaseTogether(...args);
  }
}

function shorter<Request extends HoldRequest>(request: Request): Request {
  return isOut('lease-slack') ? { ...request, holdSeconds: request.holdSeconds - LEASE_SLACK_S } : request;
}

function withOwnTimes({ holdSeconds }: HoldRequest, granted: HoldGranted): HoldGranted {
  if (!isOut('hold-times')) return granted;
  return { ...granted, deadline: new Date(Date.now() + OWN_CLOCK_FAST_MS + holdSeconds * 1000).toISOString() };
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
