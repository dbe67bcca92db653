import { Module } from '@nestjs/common';
import { FollowHotelsTask } from './follow-hotels.task.js';
import { HotelIndexFeed } from './hotel-index-feed.service.js';
import { HotelIndexClient } from './hotel-index.client.js';
import { HotelSearch } from './hotel-search.service.js';
import { HotelTextRepository } from './hotel-text.repository.js';

@Module({
  providers: [HotelSearch, HotelIndexFeed, HotelIndexClient, HotelTextRepository, FollowHotelsTask],
  exports: [HotelSearch],
})
export class HotelSearchModule {}
