import { Module } from '@nestjs/common';
import { HotelAccessModule } from '../hotel/hotel-access.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { RoomCategoryController } from './room-category.controller.js';
import { RoomCategoryRepository } from './room-category.repository.js';
import { RoomCategoryService } from './room-category.service.js';

@Module({
  imports: [HotelAccessModule, QuotaModule],
  controllers: [RoomCategoryController],
  providers: [RoomCategoryService, RoomCategoryRepository],
  exports: [RoomCategoryRepository],
})
export class RoomCategoryModule {}
