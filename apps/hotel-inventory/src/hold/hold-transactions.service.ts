import { Injectable, Logger } from '@nestjs/common';
import { togetherOrHalved } from '#batching';
import type { HoldNamed } from '#contracts';
import { Database, isDatabaseAway, isDuplicateKey, isLockWaitTimeout, isRetryable, type Transaction } from '#database';
import { currentRequestId, DomainError, withRequestId } from '#platform';
import type { Claim } from './claim.js';
import { Contended } from './hold.errors.js';
import { HoldMetrics, type RetryReason } from './hold.metrics.js';
import { LockedRows } from './locked-rows.repository.js';

/** Not decided: to be tried again, with all rows locked before they are looked at. */
export const AGAIN = Symbol('again');

/** Thrown inside a transaction to roll it back: something is no longer as it was read. */
export class Stale extends Error {}

/**
 * How a transaction reads what it is about to change: `plain` believes that nobody else changes it meanwhile, and finds
 * out when it writes; `locking` makes others wait first.
 */
export type Mode = 'plain' | 'locking';

export interface HoldWork<Part, Answer> {
  /** How the first try reads; later ones lock. */
  first: Mode;
  /** How often it is tried; three times unless told. */
  tries?: number;
  /** Does all parts in the transaction. Answers in their places. */
  run(tx: Transaction, parts: readonly Part[], mode: Mode): Promise<readonly (Answer | Error | typeof AGAIN)[]>;
  /** Around each try but the first. */
  again?(parts: readonly Part[], attempt: () => Promise<void>): Promise<void>;
  /** What each part would touch, in its place. */
  claims(parts: readonly Part[]): Promise<Claim[]>;
}

const MOST_TRIES = 3;
/** A try may wait a second for a row, and booking waits a little more than two for all of them: no third one then. */
const NO_THIRD_TRY_AFTER_MS = 1_100;

/**
 * Takes, confirms, releases and sweeps holds, many in one transaction: one commit for all of them. Rows are locked in one
 * order everywhere: holds by id, holders by id, nights by category and date, rooms. What others change meanwhile is tried
 * again; a row that somebody keeps locked costs only those who need it; what fails fails alone.
 */
@Injectable()
export class HoldTransactions {
  private readonly logger = new Logger(HoldTransactions.name);

  constructor(
    private readonly database: Database,
    private readonly lockedRows: LockedRows,
    private readonly metrics: HoldMetrics,
  ) {}

  /**
   * Answers each part in its place; of several about one booking the first is done, and the others are answered as it
   * is. Throws when the database is away.
   */
  async settle<Part extends HoldNamed, Answer>(
    parts: readonly Part[],
    work: HoldWork<Part, Answer>,
  ): Promise<(Answer | Error)[]> {
    const left = new Map<string, Part>();
    for (const part of parts) if (!left.has(part.bookingId)) left.set(part.bookingId, part);
    const settled = new Map<string, Answer | Error>();
    const noThirdAfter = performance.now() + NO_THIRD_TRY_AFTER_MS;
    const tries = work.tries ?? MOST_TRIES;
    for (let attempt = 0; attempt < tries && left.size > 0; attempt++) {
      if (attempt >= 2 && performance.now() > noThirdAfter) break;
      const some = [...left.values()];
      const outcomes = await this.tried(some, work, attempt);
      // What an earlier try has done is told, whatever has become of the database.
      if (settled.size === 0 && outcomes.every(isDatabaseAway)) throw outcomes[0] as unknown as Error;
      for (const [index, { bookingId }] of some.entries()) {
        const outcome = outcomes[index];
        if (outcome === undefined || outcome === AGAIN) continue;
        settled.set(bookingId, outcome);
        left.delete(bookingId);
      }
    }
    return parts.map(({ bookingId }) => settled.get(bookingId) ?? new Contended());
  }

  private async tried<Part extends HoldNamed, Answer>(
    parts: readonly Part[],
    work: HoldWork<Part, Answer>,
    attempt: number,
  ): Promise<readonly (Answer | Error | typeof AGAIN)[]> {
    const outcomes = await togetherOrHalved<Part, Answer | typeof AGAIN>(
      parts,
      (some) => this.once(some, work, attempt),
      isDatabaseAway,
    );
    for (const [index, outcome] of outcomes.entries()) {
      if (!(outcome instanceof Error) || outcome instanceof DomainError || isDatabaseAway(outcome)) continue;
      const { bookingId, requestId } = parts[index] as Part;
      const log = () => this.logger.error({ msg: 'a hold cannot be settled', bookingId, err: outcome });
      withRequestId(requestId ?? currentRequestId(), log);
    }
    return outcomes;
  }

  private async once<Part extends HoldNamed, Answer>(
    parts: readonly Part[],
    work: HoldWork<Part, Answer>,
    attempt: number,
  ): Promise<readonly (Answer | Error | typeof AGAIN)[]> {
    const mode = attempt === 0 ? work.first : 'locking';
    let outcomes: readonly (Answer | Error | typeof AGAIN)[] = [];
    const run = async () => {
      outcomes = await this.database.transaction((tx) => work.run(tx, parts, mode), { contention: 'throw' });
    };
    try {
      await (attempt > 0 && work.again ? work.again(parts, run) : run());
      return outcomes;
    } catch (error) {
      const reason = reasonToTryAgain(error);
      if (reason === undefined) throw error;
      this.metrics.triedAgain(reason);
      return reason === 'locked' ? this.withoutLocked(parts, work) : parts.map(() => AGAIN);
    }
  }

  /** The server does not say which row was locked: those who need one that is are told so, the others try again. */
  private async withoutLocked<Part extends HoldNamed, Answer>(parts: readonly Part[], work: HoldWork<Part, Answer>) {
    const locked = await this.lockedRows.areLocked(await work.claims(parts));
    const requestIds = parts.flatMap(({ requestId }, index) => (locked[index] && requestId) || []);
    this.logger.warn({ msg: 'rows are locked for too long', parts: parts.length, requestIds });
    return locked.map((isLocked) => (isLocked ? new Contended() : AGAIN));
  }
}

function reasonToTryAgain(error: unknown): RetryReason | undefined {
  if (isLockWaitTimeout(error)) return 'locked';
  if (error instanceof Stale) return 'stale';
  if (isDuplicateKey(error)) return 'duplicate';
  return isRetryable(error) ? 'deadlock' : undefined;
}
