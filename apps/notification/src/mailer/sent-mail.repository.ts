import { Injectable } from '@nestjs/common';
import { Redis } from 'ioredis';

/**
 * A mail can come back to the queue for as long as booking has not seen its outcome: after an outage of booking or of
 * its database that spans a long weekend, at worst. A record takes about 150 bytes.
 */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1000;

/** Which mails an SMTP server has taken: the queue delivers a job at least once, the guest gets one mail. */
@Injectable()
export class SentMailRepository {
  constructor(private readonly redis: Redis) {}

  async has(messageId: string): Promise<boolean> {
    return (await this.redis.exists(keyOf(messageId))) === 1;
  }

  async add(messageId: string): Promise<void> {
    await this.redis.set(keyOf(messageId), '1', 'PX', REMEMBERED_MS);
  }
}

function keyOf(messageId: string): string {
  return `mail:sent:${messageId}`;
}
