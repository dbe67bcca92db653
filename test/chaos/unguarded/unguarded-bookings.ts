import { Injectable } from '@nestjs/common';
import type { Reader, Transaction } from '#database';
import type { Booking } from '../../../apps/booking/src/booking/booking.js';
import { type BookingNow, BookingRepository } from '../../../apps/booking/src/booking/booking.repository.js';
import { isOut, linger } from './guard.js';

type Destination = Parameters<BookingRepository['move']>[2];

const INSTANT: Record<Destination, string> = {
  CONFIRMED: 'confirmedAt',
  CANCELLED: 'cancelledAt',
  EXPIRED: 'expiredAt',
};

@Injectable()
export class UnguardedBookings extends BookingRepository {
  private readonly written = new Map<string, Booking>();

  override async insert(tx: Transaction, booking: Booking): Promise<void> {
    if (isOut('read-back')) this.written.set(booking.id, booking);
    await super.insert(tx, booking);
  }

  override async find(id: string, reader?: Reader): Promise<BookingNow | undefined> {
    const found = await super.find(id, reader);
    const written = isOut('read-back') ? this.written.get(id) : undefined;
    return found ?? (written && { ...written, now: new Date() });
  }

  override async move(tx: Transaction, id: string, to: Destination): Promise<boolean> {
    if (!isOut('status-condition')) return super.move(tx, id, to);
    if (to === 'CONFIRMED') await linger();
    const { matched } = await tx.execute(
      `UPDATE Booking SET status = ?, ${INSTANT[to]} = UTC_TIMESTAMP(3) WHERE id = ?`,
      [to, id],
    );
    return matched === 1;
  }

  override async lockOverdue(tx: Transaction, graceSeconds: number, limit: number, now?: Date): Promise<string[]> {
    const grace = isOut('confirm-budget') ? 0 : graceSeconds;
    if (!isOut('overdue-lock')) return super.lockOverdue(tx, grace, limit, now);
    const rows = await tx.query<{ id: string }>(
      `SELECT id FROM Booking
       WHERE status = 'PENDING' AND expiresAt < COALESCE(?, UTC_TIMESTAMP(3)) - INTERVAL ? SECOND
       ORDER BY expiresAt LIMIT ?`,
      [now ?? null, grace, limit],
    );
    await linger();
    return rows.map((row) => row.id);
  }
}
