import { Injectable } from '@nestjs/common';
import { isMailKind, type MailKind } from '#contracts';
import { PrismaService } from '../prisma/prisma.service.js';

/** A mail that was given up. */
export interface DeadLetter {
  id: number;
  bookingId: string;
  kind: MailKind;
  attempts: number;
  error: string | null;
  createdAt: Date;
  finishedAt: Date | null;
}

@Injectable()
export class DeadLetterRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** Oldest first, after the row `after`. */
  async list(after: number, limit: number): Promise<DeadLetter[]> {
    const rows = await this.prisma.outbox.findMany({
      where: { state: 'DEAD', id: { gt: after } },
      orderBy: { id: 'asc' },
      take: limit,
    });
    return rows.map(({ id, bookingId, kind, attempts, lastError, createdAt, finishedAt }) => {
      if (!isMailKind(kind)) throw new Error(`outbox row ${id}: ${kind} is no kind of mail`);
      return { id: Number(id), bookingId, kind, attempts, error: lastError, createdAt, finishedAt };
    });
  }

  /** Due again now; answers whether it was dead. */
  async revive(id: number): Promise<boolean> {
    const { count } = await this.prisma.outbox.updateMany({
      where: { id, state: 'DEAD' },
      // Any past instant is due: the clock that decides is the database's.
      data: { state: 'PENDING', dueAt: new Date(0), finishedAt: null },
    });
    return count === 1;
  }
}
