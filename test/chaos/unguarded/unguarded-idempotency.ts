import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { Database, type Transaction } from '#database';
import { type Attempt, type Change, Idempotency, type Outcome } from '#idempotency';
import { Metrics } from '#platform';
import { isOut } from './guard.js';

/** Only so that the transaction ends without a trace. */
class NotCommitted extends Error {}

@Injectable()
export class UnguardedIdempotency extends Idempotency {
  /** Set while a change is made: what is recalled then is the answer to a duplicate key, not the look-up before. */
  private readonly changing = new AsyncLocalStorage<true>();

  constructor(
    private readonly connection: Database,
    metrics: Metrics,
  ) {
    super(connection, metrics);
  }

  override async recall<Response>(attempt: Attempt, request: unknown): Promise<Outcome<Response> | undefined> {
    if (isOut('key-look-up') && !this.changing.getStore()) return undefined;
    return super.recall<Response>(attempt, request);
  }

  override once<Response, C extends Change<Response>>(
    changes: readonly (C & Change<Response>)[],
    work: (tx: Transaction, changes: readonly C[]) => Promise<void>,
  ): Promise<readonly (Outcome<Response> | Error)[]> {
    if (isOut('commit')) return this.withoutCommit(changes, work);
    return this.changing.run(true, () => super.once(changes, work));
  }

  /** Answers as if it had been committed. */
  private async withoutCommit<Response, C extends Change<Response>>(
    changes: readonly (C & Change<Response>)[],
    work: (tx: Transaction, changes: readonly C[]) => Promise<void>,
  ): Promise<Outcome<Response>[]> {
    try {
      await this.connection.transaction(async (tx) => {
        await work(tx, changes);
        throw new NotCommitted();
      });
    } catch (error) {
      if (!(error instanceof NotCommitted)) throw error;
    }
    return changes.map(({ answer }) => ({ ...answer, replayed: false }));
  }
}
