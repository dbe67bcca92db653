import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import {
  type BookingNow,
  BookingRepository,
  type BookingState,
} from '../../apps/booking/src/booking/booking.repository.js';
import { BookingsNow } from '../../apps/booking/src/booking/bookings-now.service.js';
import { releaseHold } from '../support/holds.js';
import type { Answer } from '../support/http.js';
import { type BookingBody, type TestCategory, TestSystem } from '../support/system.js';

/** A server that lags behind: rows as they stood when the lag began, and none that came since. */
const lag: {
  asOf: Map<string, BookingNow> | undefined;
  /** Reads of a request that still see the truth before the lag begins. */
  truthful: number;
} = { asOf: undefined, truthful: 0 };

function lagging<T extends BookingState>(row: T | undefined): T | undefined {
  if (!row || !lag.asOf || lag.truthful-- > 0) return row;
  const before = lag.asOf.get(row.id);
  return before && { ...row, status: before.status, expiresAt: before.expiresAt };
}

/** What requests read; mails and scheduled tasks read the truth, whenever they come. */
@Injectable()
class LaggingNow extends BookingsNow {
  override async find(id: string): Promise<BookingNow | undefined> {
    return lagging(await super.find(id));
  }

  override async findOwn(id: string, userId: string): Promise<BookingNow | undefined> {
    return lagging(await super.findOwn(id, userId));
  }
}

/** A create asks by itself how its row stands. */
@Injectable()
class LaggingBookings extends BookingRepository {
  override async findStates(ids: readonly string[]): Promise<BookingState[]> {
    return (await super.findStates(ids)).flatMap((row) => lagging(row) ?? []);
  }
}

describe('what cannot be told is not made up', () => {
  let system: TestSystem;
  let category: TestCategory;

  beforeAll(async () => {
    system = await TestSystem.start({
      bookingOverrides: [
        { provide: BookingRepository, useClass: LaggingBookings },
        { provide: BookingsNow, useClass: LaggingNow },
      ],
    });
    category = await system.category(20);
  });
  afterEach(() => {
    lag.asOf = undefined;
    lag.truthful = 0;
  });
  afterAll(() => system.close());

  const book = async () => (await system.book(category)).body;
  const lagFrom = async (body: BookingBody | undefined, truthful = 0) => {
    const { bookingId } = body ?? {};
    const rows = bookingId
      ? await system.bookingDb.query<BookingNow>('SELECT * FROM Booking WHERE id = ?', [bookingId])
      : [];
    lag.asOf = new Map(rows.map((row) => [row.id, row]));
    lag.truthful = truthful;
  };
  const expectUnknown = ({ status, body, headers }: Answer<BookingBody>) => {
    expect([status, body['code'], Number(headers.get('retry-after')) > 0]).toEqual([503, 'booking_unknown', true]);
  };
  const setDeadline = (bookingId: string, seconds: number) =>
    system.bookingDb.query('UPDATE Booking SET expiresAt = UTC_TIMESTAMP(3) + INTERVAL ? SECOND WHERE id = ?', [
      seconds,
      bookingId,
    ]);

  it.each([
    ['in time', 600],
    ['past its deadline meanwhile', -1],
  ])('a confirm that is done and reads a PENDING row, %s: the repeat says CONFIRMED', async (_, seconds) => {
    const booking = await book();
    await lagFrom(booking, 1);
    const before = lag.asOf?.get(booking.bookingId);
    if (before) before.expiresAt = new Date(Date.now() + seconds * 1_000);
    expectUnknown(await system.confirm(booking.idempotencyKey));
    lag.asOf = undefined;
    const again = await system.confirm(booking.idempotencyKey);
    expect([again.status, again.body.status]).toEqual([200, 'CONFIRMED']);
  });

  it('a confirm whose row is not seen any more', async () => {
    const booking = await book();
    await lagFrom(undefined, 1);
    expectUnknown(await system.confirm(booking.idempotencyKey));
  });

  it('a confirm whose hold is gone although it is in time; it is over when the time is', async () => {
    const booking = await book();
    await releaseHold(system, booking.bookingId);
    expectUnknown(await system.confirm(booking.idempotencyKey));
    expect(await system.status(booking.bookingId)).toBe('PENDING');
    await setDeadline(booking.bookingId, 0);
    const late = await system.confirm(booking.idempotencyKey);
    expect([late.status, late.body['code']]).toEqual([410, 'booking_expired']);
  });

  it('a create that has its key and does not see its row: the repeat is answered', async () => {
    const key = randomUUID();
    await lagFrom(undefined);
    expectUnknown(await system.book(category, { key }));
    lag.asOf = undefined;
    const again = await system.book(category, { key });
    expect([again.status, again.body.status]).toEqual([201, 'PENDING']);
    expect(await system.count('booking', 'Booking', 'idempotencyKey = ?', [key])).toBe(1);
  });

  it('a cancel that is done and reads the row of before: the repeat says CANCELLED', async () => {
    const booking = await book();
    await lagFrom(booking);
    expectUnknown(await system.cancel(booking.bookingId));
    lag.asOf = undefined;
    const again = await system.cancel(booking.bookingId);
    expect([again.status, again.body.status]).toEqual([200, 'CANCELLED']);
  });

  it('a hold that somebody is about to commit is waited for, not told as gone', async () => {
    const booking = await book();
    const [hold] = await system.inventoryDb.query<object>('SELECT * FROM Hold WHERE bookingId = ?', [
      booking.bookingId,
    ]);
    await system.inventoryDb.query('DELETE FROM Hold WHERE bookingId = ?', [booking.bookingId]);
    let confirmed: Promise<Answer<BookingBody>> | undefined;
    await system.inventoryDb.transaction(async (tx) => {
      const columns = Object.keys(hold ?? {});
      await tx.execute(
        `INSERT INTO Hold (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
        Object.values(hold ?? {}).map((value: unknown) =>
          typeof value === 'object' && value !== null && !(value instanceof Date) ? JSON.stringify(value) : value,
        ),
      );
      confirmed = system.confirm(booking.idempotencyKey);
      // Long enough to be told that it is gone by a read that does not wait.
      await new Promise((resolve) => setTimeout(resolve, 500));
    });
    const answer = await confirmed;
    expect([answer?.status, answer?.body.status]).toEqual([200, 'CONFIRMED']);
  });
});
