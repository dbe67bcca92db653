import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';

/** The create key as a handle on its booking: how a guest confirms. */
@Injectable()
export class BookingKeyRepository {
  constructor(private readonly database: Database) {}

  /** The booking made by this user under this key. */
  async findBookingId(userId: string, key: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ bookingId: string }>(
      `SELECT bookingId FROM IdempotencyKey WHERE userId = ? AND operation = 'create' AND \`key\` = ?`,
      [userId, key],
    );
    return row?.bookingId;
  }

  /** Locks the key until the transaction ends: two confirms go one after the other. */
  async lock(tx: Transaction, userId: string, key: string): Promise<void> {
    await tx.query(
      `SELECT bookingId FROM IdempotencyKey WHERE userId = ? AND operation = 'create' AND \`key\` = ? FOR UPDATE`,
      [userId, key],
    );
  }

  async finalize(tx: Transaction, userId: string, key: string): Promise<void> {
    await tx.execute(
      `UPDATE IdempotencyKey SET finalized = TRUE WHERE userId = ? AND operation = 'create' AND \`key\` = ?`,
      [userId, key],
    );
  }
}
