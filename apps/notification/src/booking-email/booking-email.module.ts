import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import type { NotificationEnv } from '../env.js';
import { MailerModule } from '../mailer/mailer.module.js';
import { bookingEmailProcessor } from './booking-email.processor.js';
import { BookingEmailMetrics } from './booking-email.metrics.js';
import { BookingEmailService } from './booking-email.service.js';
import { EmailRenderer } from './email.renderer.js';

@Module({})
export class BookingEmailModule {
  static forRoot(env: NotificationEnv): DynamicModule {
    return {
      module: BookingEmailModule,
      // Named without a queue: this app only works jobs off.
      imports: [BullModule.registerQueue(), MailerModule],
      providers: [bookingEmailProcessor(env), BookingEmailService, BookingEmailMetrics, EmailRenderer],
    };
  }
}
