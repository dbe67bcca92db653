import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { Caller } from '#platform';
import { RoomCategoryNotFound } from '../night/night.errors.js';
import { HotelNotFound, NotYourHotel } from './hotel.errors.js';
import { StaffRepository } from './staff.repository.js';

/** Who may manage which hotel: those who created it and those who accepted an invitation. */
@Injectable()
export class HotelAccess {
  constructor(private readonly staff: StaffRepository) {}

  async requireHotel(hotelId: number): Promise<void> {
    if (!(await this.staff.hotelExists(hotelId))) throw new HotelNotFound();
  }

  /** Not of a hotel that does not exist. */
  async isStaff(caller: Caller, hotelId: number): Promise<boolean> {
    return (await this.staff.isStaffOf(caller.userId, hotelId)) ?? false;
  }

  /** Throws unless the caller is staff of the hotel. */
  async requireStaff(caller: Caller, hotelId: number): Promise<void> {
    const isStaff = await this.staff.isStaffOf(caller.userId, hotelId);
    if (isStaff === undefined) throw new HotelNotFound();
    if (!isStaff) throw new NotYourHotel();
  }

  /** Throws unless the caller is staff of the category's hotel; answers which hotel that is. */
  async requireStaffOfCategory(caller: Caller, categoryId: number): Promise<number> {
    const hotelId = await this.staff.hotelOfCategory(categoryId);
    if (hotelId === undefined) throw new RoomCategoryNotFound();
    await this.requireStaff(caller, hotelId);
    return hotelId;
  }

  /** Makes the user staff of the hotel; to be repeated freely. */
  async grant(tx: Transaction, hotelId: number, userId: string): Promise<void> {
    await this.staff.add(tx, hotelId, userId);
  }
}
