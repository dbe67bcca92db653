import { Module } from '@nestjs/common';
import { HotelAccess } from './hotel-access.service.js';
import { StaffRepository } from './staff.repository.js';

@Module({ providers: [HotelAccess, StaffRepository], exports: [HotelAccess, StaffRepository] })
export class HotelAccessModule {}
