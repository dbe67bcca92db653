import { Injectable } from '@nestjs/common';
import type { Transaction } from '#database';
import type { Booking } from '../../../apps/booking/src/booking/booking.js';
import { BookingRepository, type BookingState } from '../../../apps/booking/src/booking/booking.repository.js';
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

  override async insert(tx: Transaction, bookings: readonly Booking[]): Promise<void> {
    if (isOut('read-back')) for (const booking of bookings) this.written.set(booking.id, booking);
    await super.insert(tx, bookings);
  }

  override async findStates(ids: readonly string[]): Promise<BookingState[]> {
    const found = await super.findStates(ids);
    if (!isOut('read-back')) return found;
    const written = ids.filter((id) => !found.some((state) => state.id === id)).map((id) => this.written.get(id));
    return [...found, ...written.flatMap((booking) => (booking ? [{ ...booking, now: new Date() }] : []))];
  }

  override async move(tx: Transaction, ids: readonly string[], to: Destination): Promise<string[]> {
    if (!isOut('status-condition')) return super.move(tx, ids, to);
    if (to === 'CONFIRMED') await linger();
    await tx.execute(
      `UPDATE Booking SET status = ?, ${INSTANT[to]} = UTC_TIMESTAMP(3) WHERE id IN (${ids.map(() => '?').join(', ')})`,
      [to, ...ids],
    );
    return [...ids];
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
