import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { HotelAccessModule } from '../hotel/hotel-access.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { RoomCategoryModule } from '../room-category/room-category.module.js';
import { EnqueueGenerationsTask } from './enqueue-generations.task.js';
import { FillSaleWindowTask } from './fill-sale-window.task.js';
import { GenerationBatches } from './generation-batches.service.js';
import { GenerationQueue } from './generation-queue.service.js';
import { NightGenerationController } from './night-generation.controller.js';
import { NightGenerationMetrics } from './night-generation.metrics.js';
import { NightGenerationProcessor } from './night-generation.processor.js';
import { NightGenerationRepository } from './night-generation.repository.js';
import { NightGenerationService } from './night-generation.service.js';
import { SaleWindow } from './sale-window.service.js';

@Module({
  // Without a queue, which GenerationQueue has: this starts the worker alone.
  imports: [BullModule.registerQueue(), HotelAccessModule, QuotaModule, RoomCategoryModule],
  controllers: [NightGenerationController],
  providers: [
    NightGenerationService,
    NightGenerationRepository,
    NightGenerationMetrics,
    NightGenerationProcessor,
    GenerationBatches,
    GenerationQueue,
    SaleWindow,
    EnqueueGenerationsTask,
    FillSaleWindowTask,
  ],
  exports: [SaleWindow],
})
export class NightGenerationModule {}
