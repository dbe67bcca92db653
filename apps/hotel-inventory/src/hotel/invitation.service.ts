import { Injectable } from '@nestjs/common';
import { Database } from '#database';
import { type Caller, decodeCursor, pageOf, type PageQuery } from '#platform';
import { HotelAccess } from './hotel-access.service.js';
import { HotelNotFound, NotYourHotel } from './hotel.errors.js';
import { HotelRepository } from './hotel.repository.js';
import { InvitationNotFound, TooManyInvitations, TooManyStaff } from './invitation.errors.js';
import { invitationRefusal, MOST_STAFF } from './invitation-limits.js';
import { type Invitation, InvitationRepository } from './invitation.repository.js';
import { StaffRepository } from './staff.repository.js';

export interface InvitationPage {
  items: Invitation[];
  nextCursor: string | null;
}

/** A hotel's staff ask a user to join them; nobody becomes staff of a hotel who has not agreed to it. */
@Injectable()
export class Invitations {
  constructor(
    private readonly database: Database,
    private readonly hotels: HotelRepository,
    private readonly staff: StaffRepository,
    private readonly invitations: InvitationRepository,
    private readonly access: HotelAccess,
  ) {}

  /** Returns the invitation, the earlier one if the user has not answered it yet; nothing if the user is staff already. */
  async invite(caller: Caller, hotelId: number, userId: string): Promise<Invitation | undefined> {
    await this.access.requireStaff(caller, hotelId);
    return this.database.transaction(async (tx) => {
      if (!(await this.hotels.lock(tx, hotelId))) throw new HotelNotFound();
      // The caller may have been removed since.
      if (!(await this.staff.isMember(tx, hotelId, caller.userId))) throw new NotYourHotel();
      if (await this.staff.isMember(tx, hotelId, userId)) return undefined;
      const pending = await this.invitations.find(tx, hotelId, userId);
      if (pending) return pending;
      await this.invitations.lockParties(tx, [caller.userId, userId]);
      const counts = await this.invitations.count(tx, hotelId, userId, caller.userId);
      if (counts.staff >= MOST_STAFF) throw new TooManyStaff();
      const refusal = invitationRefusal(counts);
      if (refusal !== undefined) throw new TooManyInvitations(refusal);
      await this.invitations.insert(tx, hotelId, userId, caller.userId);
      return this.invitations.find(tx, hotelId, userId);
    });
  }

  /** Those of the hotel that wait for an answer, by user. */
  async listOfHotel(caller: Caller, hotelId: number, query: PageQuery): Promise<InvitationPage> {
    await this.access.requireStaff(caller, hotelId);
    const [after] = query.cursor === undefined ? [''] : decodeCursor<[string]>(query.cursor, startsWith('string'));
    const rows = await this.invitations.findOfHotel(hotelId, after, query.limit + 1);
    return pageOf(rows, query.limit, ({ userId }) => [userId]);
  }

  /** The caller's own, by hotel. */
  async listOwn(caller: Caller, query: PageQuery): Promise<InvitationPage> {
    const [after] = query.cursor === undefined ? [0] : decodeCursor<[number]>(query.cursor, startsWith('number'));
    const rows = await this.invitations.findOfUser(caller.userId, after, query.limit + 1);
    return pageOf(rows, query.limit, ({ hotelId }) => [hotelId]);
  }

  /** Makes the caller staff of the hotel. A repeat finds the caller there. */
  async accept(caller: Caller, hotelId: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      // Whoever withdraws the invitation, or removes the caller, locks the hotel as well.
      if (!(await this.hotels.lock(tx, hotelId))) throw new InvitationNotFound();
      if (await this.staff.isMember(tx, hotelId, caller.userId)) return;
      if (!(await this.invitations.find(tx, hotelId, caller.userId))) throw new InvitationNotFound();
      if ((await this.staff.countOthers(tx, hotelId, caller.userId)) >= MOST_STAFF) throw new TooManyStaff();
      await this.access.grant(tx, hotelId, caller.userId);
      await this.invitations.delete(tx, hotelId, caller.userId);
    });
  }

  async decline(caller: Caller, hotelId: number): Promise<void> {
    await this.database.transaction((tx) => this.invitations.delete(tx, hotelId, caller.userId));
  }
}

function startsWith(type: 'string' | 'number'): (place: readonly unknown[]) => boolean {
  return ([first]) => typeof first === type;
}
