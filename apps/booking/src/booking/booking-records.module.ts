import { Module } from '@nestjs/common';
import { BookingRepository } from './booking.repository.js';

/** The rows of bookings, which both the use cases and the outbox read. */
@Module({ providers: [BookingRepository], exports: [BookingRepository] })
export class BookingRecordsModule {}
