import { Module } from '@nestjs/common';
import { NightModule } from '../night/night.module.js';
import { SettlementsTogether } from './settlements-together.service.js';
import { HoldController } from './hold.controller.js';
import { HoldMetrics } from './hold.metrics.js';
import { HoldRepository } from './hold.repository.js';
import { HoldService } from './hold.service.js';
import { HoldListing } from './hold-listing.service.js';
import { HoldSettlement } from './hold-settlement.service.js';
import { HoldSweep } from './hold-sweep.service.js';
import { HoldsTogether } from './holds-together.service.js';
import { HolderRecount } from './holder-recount.service.js';
import { HolderRepository } from './holder.repository.js';
import { Holders } from './holders.service.js';
import { RecountHoldersTask } from './recount-holders.task.js';
import { RoomNightRepository } from './room-night.repository.js';
import { SweepHoldsTask } from './sweep-holds.task.js';

@Module({
  imports: [NightModule],
  controllers: [HoldController],
  providers: [
    ...[
      HoldService,
      HoldsTogether,
      HoldSettlement,
      SettlementsTogether,
      HoldSweep,
      HoldListing,
      SweepHoldsTask,
      HoldRepository,
      RoomNightRepository,
    ],
    ...[Holders, HolderRecount, RecountHoldersTask, HolderRepository, HoldMetrics],
  ],
})
export class HoldModule {}
