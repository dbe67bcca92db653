import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type { HoldGranted, HoldRequest } from '#contracts';
import { ReconcileHolds } from '../../../apps/booking/src/booking/reconcile-holds.service.js';
import { HotelInventoryClient } from '../../../apps/booking/src/hotel-inventory/hotel-inventory.client.js';
import { isOut } from './guard.js';

/** By how much the hold outlives the booking's deadline and the confirm budget. */
const LEASE_SLACK_S = 60;
/** A clock that is wrong by more than the confirm budget and by less than the slack. */
const OWN_CLOCK_FAST_MS = 10_000;

/** Set while holds are reconciled: their releases are a guard of their own. */
const reconciling = new AsyncLocalStorage<true>();

@Injectable()
export class UnguardedInventoryClient extends HotelInventoryClient {
  override async hold(...[requests, withinMs]: Parameters<HotelInventoryClient['hold']>) {
    const answers = await super.hold(requests.map(shorter), withinMs);
    return requests.map((request, index) => withOwnTimes(request, answers[index] as HoldGranted | Error));
  }

  override async release(...args: Parameters<HotelInventoryClient['release']>) {
    if (isOut('release') && !reconciling.getStore()) return args[0].map(() => 'released' as const);
    return super.release(...args);
  }
}

function shorter(request: HoldRequest): HoldRequest {
  return isOut('lease-slack') ? { ...request, holdSeconds: request.holdSeconds - LEASE_SLACK_S } : request;
}

function withOwnTimes({ holdSeconds }: HoldRequest, answer: HoldGranted | Error): HoldGranted | Error {
  if (answer instanceof Error || !isOut('hold-times')) return answer;
  return { ...answer, deadline: new Date(Date.now() + OWN_CLOCK_FAST_MS + holdSeconds * 1000).toISOString() };
}

@Injectable()
export class UnguardedReconciliation extends ReconcileHolds {
  override async reconcile(): Promise<number> {
    return isOut('reconciliation') ? 0 : reconciling.run(true, () => super.reconcile());
  }
}
