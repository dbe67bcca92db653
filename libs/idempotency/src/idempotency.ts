import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { Batches, togetherOrHalved } from '#batching';
import { type Database, isDatabaseAway, isDuplicateKey, type Transaction } from '#database';
import { DomainError, type Metrics } from '#platform';

/**
 * One attempt of one user at one operation. Copies of a request have the same three. Confirming and cancelling need no
 * key of their own: the booking's status makes their repeats harmless.
 */
export interface Attempt {
  userId: string;
  operation: string;
  key: string;
}

/** What was answered first; `response` holds the fixed fields only. */
export interface Answer<Response> {
  bookingId: string;
  statusCode: number;
  response: Response;
}

export type Outcome<Response> = Answer<Response> & { replayed: boolean };

/** A change that is to be made once, and what is answered for it. */
export interface Change<Response> {
  attempt: Attempt;
  request: unknown;
  answer: Answer<Response>;
}

/** Same key, other request. */
export class IdempotencyKeyReused extends DomainError {
  constructor() {
    super(
      'unprocessable',
      'idempotency_key_reused',
      'This Idempotency-Key was used for another request. Repeat that request exactly, or use a new key.',
    );
  }
}

interface Row extends Answer<unknown>, Attempt {
  fingerprint: string;
}

/** So many attempts are looked up with one statement. */
const MOST_AT_ONCE = 100;

/**
 * Makes a write happen once per attempt: the row of the key is inserted last, in the transaction of the change itself.
 * A copy that comes second rolls its change back and gets the first one's answer, so there is no "in progress" state
 * that could get stuck.
 */
export class Idempotency {
  private readonly replays;
  private readonly rows = new Batches<Attempt, Row | undefined>((attempts) => this.find(attempts), MOST_AT_ONCE);

  constructor(
    private readonly database: Database,
    metrics: Metrics,
  ) {
    this.replays = metrics.counter(
      'staylock_idempotent_replays_total',
      'Requests that were answered with the answer that their key had got before',
    );
  }

  /** The answer given before, or undefined for a new attempt. Throws `IdempotencyKeyReused`. */
  async recall<Response>(attempt: Attempt, request: unknown): Promise<Outcome<Response> | undefined> {
    const row = await this.rows.add(attempt);
    if (!row) return undefined;
    if (row.fingerprint !== fingerprintOf(request)) throw new IdempotencyKeyReused();
    this.replays.inc();
    const { bookingId, statusCode, response } = row;
    return { bookingId, statusCode, response: response as Response, replayed: true };
  }

  /**
   * Makes changes in one transaction by `work`, and remembers their answers there. Answers in their places: the answer,
   * now or as a copy of the change got it first, or the error; one that cannot be made keeps no other from being made.
   */
  async once<Response, C extends Change<Response>>(
    changes: readonly (C & Change<Response>)[],
    work: (tx: Transaction, changes: readonly C[]) => Promise<void>,
  ): Promise<readonly (Outcome<Response> | Error)[]> {
    const first = new Map<string, C & Change<Response>>();
    for (const change of changes) if (!first.has(nameOf(change.attempt))) first.set(nameOf(change.attempt), change);
    const originals = [...first.values()];
    const outcomes = await togetherOrHalved(originals, (some) => this.write(some, work), isDatabaseAway);
    return Promise.all(
      changes.map(async (change) => {
        const original = first.get(nameOf(change.attempt)) ?? change;
        const outcome = outcomes[originals.indexOf(original)] as Outcome<Response> | Error;
        if (change === original || outcome instanceof Error) return outcome;
        return (await this.recall<Response>(change.attempt, change.request).catch(asError)) ?? outcome;
      }),
    );
  }

  /** Writes changes; those of which a copy has come before are answered as that one was, and the rest is written. */
  private async write<Response, C extends Change<Response>>(
    changes: readonly (C & Change<Response>)[],
    work: (tx: Transaction, changes: readonly C[]) => Promise<void>,
  ): Promise<readonly (Outcome<Response> | Error)[]> {
    try {
      await this.database.transaction(async (tx) => {
        await work(tx, changes);
        await this.remember(tx, changes);
      });
      return changes.map(({ answer }) => ({ ...answer, replayed: false }));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const known = await Promise.all(
        changes.map(({ attempt, request }) => this.recall<Response>(attempt, request).catch(asError)),
      );
      const rest = changes.filter((_, index) => known[index] === undefined);
      if (rest.length === changes.length) throw error;
      const written = rest.length === 0 ? [] : [...(await this.write(rest, work))];
      return known.map((one) => one ?? (written.shift() as Outcome<Response> | Error));
    }
  }

  private async find(attempts: readonly Attempt[]): Promise<(Row | undefined)[]> {
    const rows = await this.database.read<Row>(
      `SELECT userId, operation, \`key\`, fingerprint, bookingId, statusCode, response FROM IdempotencyKey
       WHERE ${attempts.map(() => '(userId = ? AND operation = ? AND `key` = ?)').join(' OR ')}`,
      attempts.flatMap(({ userId, operation, key }) => [userId, operation, key]),
    );
    const known = new Map(rows.map((row) => [nameOf(row), row]));
    return attempts.map((attempt) => known.get(nameOf(attempt)));
  }

  private async remember(tx: Transaction, changes: readonly Change<unknown>[]): Promise<void> {
    await tx.execute(
      `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, createdAt)
       VALUES ${changes.map(() => '(?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))').join(', ')}`,
      changes.flatMap(({ attempt, request, answer }) => [
        ...[attempt.userId, attempt.operation, attempt.key, fingerprintOf(request)],
        ...[answer.bookingId, answer.statusCode, JSON.stringify(answer.response)],
      ]),
    );
  }
}

function asError(error: unknown): Error {
  return error as Error;
}

/** None of the parts has a space at its end, so no two attempts have one name. */
function nameOf({ userId, operation, key }: Attempt): string {
  return `${operation} ${key} ${userId}`;
}

/** SHA-256 of the request with its members in one order, so that only its meaning counts. */
function fingerprintOf(request: unknown): string {
  return createHash('sha256')
    .update(stringify(request) ?? '')
    .digest('hex');
}
