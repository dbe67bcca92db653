import { Module } from '@nestjs/common';
import { Alternatives } from './alternatives.service.js';
import { HotelInventoryClient } from './hotel-inventory.client.js';
import { RoomHolds } from './room-holds.service.js';

@Module({
  providers: [HotelInventoryClient, RoomHolds, Alternatives],
  exports: [HotelInventoryClient, RoomHolds, Alternatives],
})
export class HotelInventoryModule {}
