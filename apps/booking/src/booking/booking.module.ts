import { Module } from '@nestjs/common';
import { Database } from '#database';
import { Idempotency } from '#idempotency';
import { Metrics } from '#platform';
import { HotelInventoryModule } from '../hotel-inventory/hotel-inventory.module.js';
import { OutboxModule } from '../outbox/outbox.module.js';
import { BookingAccess } from './booking-access.service.js';
import { BookingController } from './booking.controller.js';
import { BookingKeyRepository } from './booking-key.repository.js';
import { BookingListRepository } from './booking-list.repository.js';
import { BookingRecordsModule } from './booking-records.module.js';
import { BookingsNow } from './bookings-now.service.js';
import { CancelBooking } from './cancel-booking.service.js';
import { ConfirmBooking } from './confirm-booking.service.js';
import { CreateBooking } from './create-booking.service.js';
import { ExpireBookings } from './expire-bookings.service.js';
import { ExpireBookingsTask } from './expire-bookings.task.js';
import { ReadBookings } from './read-bookings.service.js';
import { ReconcileHolds } from './reconcile-holds.service.js';
import { ReconcileHoldsTask } from './reconcile-holds.task.js';
import { RemindGuests } from './remind-guests.service.js';
import { RemindGuestsTask } from './remind-guests.task.js';

@Module({
  imports: [HotelInventoryModule, OutboxModule, BookingRecordsModule],
  controllers: [BookingController],
  providers: [
    CreateBooking,
    ConfirmBooking,
    CancelBooking,
    ReadBookings,
    ExpireBookings,
    ExpireBookingsTask,
    RemindGuests,
    RemindGuestsTask,
    ReconcileHolds,
    ReconcileHoldsTask,
    BookingAccess,
    BookingsNow,
    BookingKeyRepository,
    BookingListRepository,
    {
      provide: Idempotency,
      inject: [Database, Metrics],
      useFactory: (database: Database, metrics: Metrics) => new Idempotency(database, metrics),
    },
  ],
})
export class BookingModule {}
