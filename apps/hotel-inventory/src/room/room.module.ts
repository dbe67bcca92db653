import { Module } from '@nestjs/common';
import { HotelAccessModule } from '../hotel/hotel-access.module.js';
import { NightGenerationModule } from '../night-generation/night-generation.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { RoomCategoryModule } from '../room-category/room-category.module.js';
import { RoomController } from './room.controller.js';
import { RoomRepository } from './room.repository.js';
import { RoomService } from './room.service.js';

@Module({
  imports: [HotelAccessModule, RoomCategoryModule, NightGenerationModule, QuotaModule],
  controllers: [RoomController],
  providers: [RoomService, RoomRepository],
})
export class RoomModule {}
