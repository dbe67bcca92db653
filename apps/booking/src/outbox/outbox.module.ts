import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { EMAIL_QUEUE } from '#contracts';
import { producerRedisOptions } from '#platform';
import { BookingRecordsModule } from '../booking/booking-records.module.js';
import { BookingEnv } from '../env.js';
import { HotelInventoryModule } from '../hotel-inventory/hotel-inventory.module.js';
import { DeadLetterController } from './dead-letter.controller.js';
import { DeadLetterRepository } from './dead-letter.repository.js';
import { DeadLetters } from './dead-letters.service.js';
import { MailDelivery } from './mail-delivery.service.js';
import { MailHandOver } from './mail-hand-over.service.js';
import { MailOutcomesListener } from './mail-outcomes.listener.js';
import { MailOutcomes } from './mail-outcomes.service.js';
import { OutboxBacklogRepository } from './outbox-backlog.repository.js';
import { OutboxMetrics } from './outbox.metrics.js';
import { OutboxRepository } from './outbox.repository.js';
import { Outbox } from './outbox.service.js';
import { OutboxRelay } from './outbox-relay.service.js';
import { OutboxRelayTask } from './outbox-relay.task.js';
import { RelayPace } from './relay-pace.service.js';

@Module({
  imports: [
    BullModule.registerQueueAsync({
      name: EMAIL_QUEUE,
      inject: [BookingEnv],
      useFactory: (env: BookingEnv) => ({ connection: producerRedisOptions(env.REDIS_URL) }),
    }),
    BookingRecordsModule,
    HotelInventoryModule,
  ],
  controllers: [DeadLetterController],
  providers: [
    Outbox,
    OutboxRelay,
    OutboxRelayTask,
    RelayPace,
    OutboxRepository,
    OutboxBacklogRepository,
    OutboxMetrics,
    MailDelivery,
    MailHandOver,
    MailOutcomes,
    MailOutcomesListener,
    DeadLetters,
    DeadLetterRepository,
  ],
  exports: [Outbox, OutboxRelay],
})
export class OutboxModule {}
