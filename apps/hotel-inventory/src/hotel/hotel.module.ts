import { Module } from '@nestjs/common';
import { HotelSearchModule } from '../hotel-search/hotel-search.module.js';
import { QuotaModule } from '../quota/quota.module.js';
import { RoomCategoryModule } from '../room-category/room-category.module.js';
import { HotelAccessModule } from './hotel-access.module.js';
import { HotelListing } from './hotel-listing.service.js';
import { HotelController } from './hotel.controller.js';
import { HotelRepository } from './hotel.repository.js';
import { HotelService } from './hotel.service.js';
import { InvitationController } from './invitation.controller.js';
import { InvitationRepository } from './invitation.repository.js';
import { Invitations } from './invitation.service.js';
import { StaffController } from './staff.controller.js';
import { StaffService } from './staff.service.js';

@Module({
  imports: [HotelAccessModule, HotelSearchModule, QuotaModule, RoomCategoryModule],
  controllers: [HotelController, StaffController, InvitationController],
  providers: [HotelService, HotelListing, HotelRepository, StaffService, Invitations, InvitationRepository],
})
export class HotelModule {}
