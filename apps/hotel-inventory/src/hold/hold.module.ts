import { Module } from '@nestjs/common';
import { NightModule } from '../night/night.module.js';
import { RoomPlanModule } from '../room-plan/room-plan.module.js';
import { ConfirmHolds } from './confirm-holds.service.js';
import { HoldController } from './hold.controller.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldRepository } from './hold.repository.js';
import { HoldListing } from './hold-listing.service.js';
import { HoldSweep } from './hold-sweep.service.js';
import { HoldTransactions } from './hold-transactions.service.js';
import { HolderRepository } from './holder.repository.js';
import { LapsedHolds } from './lapsed-holds.service.js';
import { LimitsOfRoles } from './limits-of-roles.service.js';
import { LockedRows } from './locked-rows.repository.js';
import { ReleaseHolds } from './release-holds.service.js';
import { SweepHoldsTask } from './sweep-holds.task.js';
import { TakeHolds } from './take-holds.service.js';

@Module({
  imports: [NightModule, RoomPlanModule],
  controllers: [HoldController],
  providers: [
    ...[TakeHolds, ConfirmHolds, ReleaseHolds, HoldSweep, HoldListing, HoldTransactions, SweepHoldsTask, HoldMetrics],
    ...[LapsedHolds, LimitsOfRoles, HoldRepository, HolderRepository, LockedRows],
  ],
})
export class HoldModule {}
