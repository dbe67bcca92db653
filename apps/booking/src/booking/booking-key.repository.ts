import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';

/** The key under which a booking was made: what a guest confirms it by. */
export interface BookingKey {
  userId: string;
  key: string;
}

/** The create keys of bookings. */
@Injectable()
export class BookingKeyRepository {
  /** Locks the keys until the transaction ends: two confirms go one after the other. */
  async lock(tx: Transaction, keys: readonly BookingKey[]): Promise<void> {
    await tx.query(
      `SELECT bookingId FROM IdempotencyKey WHERE ${any(keys)} ORDER BY userId, operation, \`key\` FOR UPDATE`,
      values(keys),
    );
  }

  async finalize(tx: Transaction, keys: readonly BookingKey[]): Promise<void> {
    await tx.execute(`UPDATE IdempotencyKey SET finalized = TRUE WHERE ${any(keys)}`, values(keys));
  }
}

function any(keys: readonly BookingKey[]): string {
  return keys.map(() => "(userId = ? AND operation = 'create' AND `key` = ?)").join(' OR ');
}

function values(keys: readonly BookingKey[]): string[] {
  return keys.flatMap(({ userId, key }) => [userId, key]);
}
