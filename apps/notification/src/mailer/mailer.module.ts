import { Module } from '@nestjs/common';
import { Mailer } from './mailer.service.js';
import { SentMailRepository } from './sent-mail.repository.js';

@Module({ providers: [Mailer, SentMailRepository], exports: [Mailer, SentMailRepository] })
export class MailerModule {}
