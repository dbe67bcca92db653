import { Injectable } from '@nestjs/common';
import type { StaffHotels, StaffMembership } from '#contracts';
import { Database } from '#database';
import { type Caller, decodeCursor, pageOf, type PageQuery } from '#platform';
import { HotelAccess } from './hotel-access.service.js';
import { HotelNotFound, LastStaff, NotYourHotel } from './hotel.errors.js';
import { HotelRepository } from './hotel.repository.js';
import { InvitationRepository } from './invitation.repository.js';
import { StaffRepository } from './staff.repository.js';

@Injectable()
export class StaffService {
  constructor(
    private readonly database: Database,
    private readonly hotels: HotelRepository,
    private readonly staff: StaffRepository,
    private readonly invitations: InvitationRepository,
    private readonly access: HotelAccess,
  ) {}

  async list(caller: Caller, hotelId: number, query: PageQuery) {
    await this.access.requireStaff(caller, hotelId);
    const [after] = query.cursor === undefined ? [''] : decodeCursor<[string]>(query.cursor, isUserId);
    const rows = await this.staff.findAfter(hotelId, after, query.limit + 1);
    const page = pageOf(rows, query.limit, (row) => [row.userId]);
    return { ...page, items: page.items.map(({ userId, addedAt }) => ({ userId, addedAt })) };
  }

  /**
   * Whether the user is staff or only invited: afterwards neither, until another invitation is accepted. What the user
   * has sent is withdrawn as well, or an accomplice could let them in again.
   */
  async remove(caller: Caller, hotelId: number, userId: string): Promise<void> {
    await this.access.requireStaff(caller, hotelId);
    await this.database.transaction(async (tx) => {
      // Two who remove each other at the same instant must not both succeed.
      if (!(await this.hotels.lock(tx, hotelId))) throw new HotelNotFound();
      if ((await this.staff.countOthers(tx, hotelId, userId)) === 0) throw new LastStaff();
      // The caller may have been removed since.
      if (!(await this.staff.isMember(tx, hotelId, caller.userId))) throw new NotYourHotel();
      await this.staff.remove(tx, hotelId, userId);
      await this.invitations.delete(tx, hotelId, userId);
      await this.invitations.deleteSentBy(tx, hotelId, userId);
    });
  }

  /** At most `limit`, by number: nobody else waits for the list of who has thousands. */
  async hotelsOf(userId: string, limit: number): Promise<StaffHotels> {
    return { hotelIds: await this.staff.hotelsOf(userId, limit) };
  }

  async membership(userId: string, hotelId: number): Promise<StaffMembership> {
    return { isStaff: await this.staff.isMember(this.database, hotelId, userId) };
  }
}

function isUserId([userId]: readonly unknown[]): boolean {
  return typeof userId === 'string';
}
