import { Injectable } from '@nestjs/common';
import type { HolderRole } from '#contracts';
import { InventoryEnv } from '../env.js';
import { type HoldLimits, limitsOf } from './holder.js';

/** What guests, staff and services may keep, as the operator says. */
@Injectable()
export class LimitsOfRoles {
  private readonly limits: Record<HolderRole, HoldLimits>;

  constructor(env: InventoryEnv) {
    const ofGuest = {
      pending: env.HOLDS_PER_GUEST,
      abandoned: env.HOLDS_ABANDONED_PER_HOUR,
      roomNightsPerHold: env.ROOM_NIGHTS_PER_HOLD,
      roomNights: env.ROOM_NIGHTS_PER_GUEST,
      roomNightsAtOnce: env.ROOM_NIGHTS_AT_ONCE,
    };
    this.limits = {
      guest: limitsOf(ofGuest, 1),
      staff: limitsOf(ofGuest, env.STAFF_LIMITS_TIMES),
      service: limitsOf(ofGuest, env.SERVICE_LIMITS_TIMES),
    };
  }

  of(role: HolderRole): HoldLimits {
    return this.limits[role];
  }
}
