import { Injectable } from '@nestjs/common';
import { decodeCursor, DomainError, pageOf, Unavailable } from '#platform';
import { type DeadLetter, DeadLetterRepository } from './dead-letter.repository.js';
import { MailHandOver } from './mail-hand-over.service.js';
import { OutboxRelay } from './outbox-relay.service.js';

/** Mails that were given up, for operators: to see, and to send again once the cause is mended. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly letters: DeadLetterRepository,
    private readonly mails: MailHandOver,
    private readonly relay: OutboxRelay,
  ) {}

  async list(cursor: string | undefined, limit: number): Promise<{ items: DeadLetter[]; nextCursor: string | null }> {
    const found = await this.letters.list(cursor === undefined ? 0 : placeOf(cursor), limit + 1);
    return pageOf(found, limit, (letter) => [letter.id]);
  }

  async retry(id: number): Promise<void> {
    const [letter] = await this.letters.list(id - 1, 1);
    if (letter?.id !== id) throw new DomainError('not_found', 'dead_letter_not_found', 'There is no such dead letter.');
    try {
      await this.mails.withdraw(letter.bookingId, letter.kind);
    } catch {
      throw new Unavailable('queue_unavailable', 'The mail queue cannot be reached; try again shortly.');
    }
    await this.letters.revive(id);
    this.relay.nudge();
  }
}

function placeOf(cursor: string): number {
  return decodeCursor<[number]>(cursor, ([id]) => Number.isSafeInteger(id))[0];
}
