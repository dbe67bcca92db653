import { Module } from '@nestjs/common';
import { HotelInventoryClient } from './hotel-inventory.client.js';
import { RoomHolds } from './room-holds.service.js';

@Module({ providers: [HotelInventoryClient, RoomHolds], exports: [HotelInventoryClient, RoomHolds] })
export class HotelInventoryModule {}
