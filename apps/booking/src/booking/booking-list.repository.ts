import { Injectable } from '@nestjs/common';
import type { HotelSnapshot, NightPrice } from '#contracts';
import { Database } from '#database';
import type { Booking as BookingRow, Prisma } from '#prisma/booking';
import { PrismaService } from '../prisma/prisma.service.js';
import type { Booking, BookingStatus } from './booking.js';

/** Where a page begins, in the order of the list. */
export interface ListPlace {
  createdAt: Date;
  id: string;
}

export interface ListFilter {
  userId: string;
  /** Bookings of these hotels are listed besides the user's own. */
  hotelIds: number[];
  status: BookingStatus | undefined;
  hotelId: number | undefined;
  before: ListPlace | undefined;
  limit: number;
}

@Injectable()
export class BookingListRepository {
  constructor(
    private readonly prisma: PrismaService,
    private readonly database: Database,
  ) {}

  /** Newest first, with the database's clock by which their status is to be read. */
  async find(filter: ListFilter): Promise<{ bookings: Booking[]; now: Date }> {
    const [clock] = await this.database.query<{ now: Date }>('SELECT UTC_TIMESTAMP(3) AS now');
    const now = clock?.now ?? new Date();
    const rows = await this.prisma.booking.findMany({
      where: {
        AND: [
          filter.hotelIds.length > 0
            ? { OR: [{ userId: filter.userId }, { hotelId: { in: filter.hotelIds } }] }
            : { userId: filter.userId },
          filter.hotelId === undefined ? {} : { hotelId: filter.hotelId },
          filter.status === undefined ? {} : readsAs(filter.status, now),
          filter.before === undefined ? {} : olderThan(filter.before),
        ],
      },
      orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
      take: filter.limit,
    });
    return { bookings: rows.map(bookingOf), now };
  }
}

/** A PENDING booking past its deadline reads as EXPIRED, in lists too. */
function readsAs(status: BookingStatus, now: Date): Prisma.BookingWhereInput {
  if (status === 'PENDING') return { status, expiresAt: { gt: now } };
  if (status === 'EXPIRED') return { OR: [{ status }, { status: 'PENDING', expiresAt: { lte: now } }] };
  return { status };
}

function olderThan({ createdAt, id }: ListPlace): Prisma.BookingWhereInput {
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

function bookingOf(row: BookingRow): Booking {
  return {
    ...row,
    checkInDate: row.checkInDate.toISOString().slice(0, 10),
    checkOutDate: row.checkOutDate.toISOString().slice(0, 10),
    bookingAmount: Number(row.bookingAmount),
    nights: row.nights as unknown as NightPrice[],
    hotel: row.hotel as unknown as HotelSnapshot,
  };
}
