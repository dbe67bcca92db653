import { Injectable } from '@nestjs/common';
import { Database, type Reader, type Transaction } from '#database';
import { INVITATION_DAYS, type InvitationCounts } from './invitation-limits.js';

export interface Invitation {
  hotelId: number;
  hotelName: string;
  userId: string;
  invitedBy: string;
  createdAt: Date;
  expiresAt: Date;
}

const SELECT = `SELECT i.hotelId, h.name AS hotelName, i.userId, i.invitedBy, i.createdAt, i.expiresAt
  FROM StaffInvitation i JOIN Hotel h ON h.id = i.hotelId WHERE i.expiresAt > UTC_TIMESTAMP(3)`;

const LIVE = 'SELECT COUNT(*) FROM StaffInvitation WHERE expiresAt > UTC_TIMESTAMP(3)';

/** Invitations to join a hotel's staff. The hotel's row is locked by whoever adds or accepts one. */
@Injectable()
export class InvitationRepository {
  constructor(private readonly database: Database) {}

  /** The invitation, if it can still be accepted. */
  async find(reader: Reader, hotelId: number, userId: string): Promise<Invitation | undefined> {
    const [row] = await reader.query<Invitation>(`${SELECT} AND i.hotelId = ? AND i.userId = ?`, [hotelId, userId]);
    return row;
  }

  findOfHotel(hotelId: number, afterUserId: string, limit: number): Promise<Invitation[]> {
    return this.database.read(`${SELECT} AND i.hotelId = ? AND i.userId > ? ORDER BY i.userId LIMIT ?`, [
      hotelId,
      afterUserId,
      limit,
    ]);
  }

  findOfUser(userId: string, afterHotelId: number, limit: number): Promise<Invitation[]> {
    return this.database.read(`${SELECT} AND i.userId = ? AND i.hotelId > ? ORDER BY i.hotelId LIMIT ?`, [
      userId,
      afterHotelId,
      limit,
    ]);
  }

  /**
   * Until the transaction ends, no other one counts or adds invitations from or to these users. Without it, two hotels
   * that invite a user at the same instant would each see one invitation less than there are.
   */
  async lockParties(tx: Transaction, userIds: readonly string[]): Promise<void> {
    for (const userId of [...new Set(userIds)].sort()) {
      await tx.execute(
        `INSERT INTO InvitationParty (userId, usedAt) VALUES (?, UTC_TIMESTAMP(3))
         ON DUPLICATE KEY UPDATE usedAt = UTC_TIMESTAMP(3)`,
        [userId],
      );
    }
  }

  /** With the hotel and both users locked, or somebody may invite meanwhile. */
  async count(tx: Transaction, hotelId: number, userId: string, invitedBy: string): Promise<InvitationCounts> {
    const [row] = await tx.query<InvitationCounts>(
      `SELECT (SELECT COUNT(*) FROM HotelStaff WHERE hotelId = ?) AS staff,
              (${LIVE} AND hotelId = ?) AS ofHotel,
              (${LIVE} AND userId = ?) AS ofUser,
              (${LIVE} AND invitedBy = ?) AS bySender,
              (${LIVE} AND invitedBy = ? AND userId = ?) AS bySenderToUser`,
      [hotelId, hotelId, userId, invitedBy, invitedBy, userId],
    );
    if (!row) throw new Error('a count of invitations came without a row');
    return row;
  }

  /** One that was not answered in time makes way for the new one. */
  async insert(tx: Transaction, hotelId: number, userId: string, invitedBy: string): Promise<void> {
    await this.delete(tx, hotelId, userId);
    await tx.execute(
      `INSERT INTO StaffInvitation (hotelId, userId, invitedBy, createdAt, expiresAt)
       VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL ${INVITATION_DAYS} DAY)`,
      [hotelId, userId, invitedBy],
    );
  }

  async delete(tx: Transaction, hotelId: number, userId: string): Promise<void> {
    await tx.execute('DELETE FROM StaffInvitation WHERE hotelId = ? AND userId = ?', [hotelId, userId]);
  }

  async deleteSentBy(tx: Transaction, hotelId: number, invitedBy: string): Promise<void> {
    await tx.execute('DELETE FROM StaffInvitation WHERE hotelId = ? AND invitedBy = ?', [hotelId, invitedBy]);
  }
}
