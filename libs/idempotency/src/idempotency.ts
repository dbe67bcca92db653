import { createHash } from 'node:crypto';
import { stringify } from 'safe-stable-stringify';
import { type Database, isDuplicateKey, type Transaction } from '#database';
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

interface Row<Response> extends Answer<Response> {
  fingerprint: string;
}

/**
 * Makes a write happen once per attempt: the row of the key is inserted last, in the transaction of the change itself.
 * A copy that comes second rolls its change back and gets the first one's answer, so there is no "in progress" state
 * that could get stuck.
 */
export class Idempotency {
  private readonly replays;

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
    const [row] = await this.database.query<Row<Response>>(
      `SELECT fingerprint, bookingId, statusCode, response FROM IdempotencyKey
       WHERE userId = ? AND operation = ? AND \`key\` = ?`,
      [attempt.userId, attempt.operation, attempt.key],
    );
    if (!row) return undefined;
    const { fingerprint, ...answer } = row;
    if (fingerprint !== fingerprintOf(request)) throw new IdempotencyKeyReused();
    this.replays.inc();
    return { ...answer, replayed: true };
  }

  /** Runs `work` in a transaction and remembers its answer there, or gives the answer of the copy that was first. */
  async once<Response>(
    attempt: Attempt,
    request: unknown,
    work: (tx: Transaction) => Promise<Answer<Response>>,
  ): Promise<Outcome<Response>> {
    try {
      const answer = await this.database.transaction(async (tx) => {
        const answer = await work(tx);
        await this.remember(tx, attempt, request, answer);
        return answer;
      });
      return { ...answer, replayed: false };
    } catch (error) {
      const first = isDuplicateKey(error) ? await this.recall<Response>(attempt, request) : undefined;
      if (first) return first;
      throw error;
    }
  }

  private async remember(tx: Transaction, attempt: Attempt, request: unknown, answer: Answer<unknown>): Promise<void> {
    await tx.execute(
      `INSERT INTO IdempotencyKey (userId, operation, \`key\`, fingerprint, bookingId, statusCode, response, createdAt)
       VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(3))`,
      [
        attempt.userId,
        attempt.operation,
        attempt.key,
        fingerprintOf(request),
        answer.bookingId,
        answer.statusCode,
        JSON.stringify(answer.response),
      ],
    );
  }
}

/** SHA-256 of the request with its members in one order, so that only its meaning counts. */
function fingerprintOf(request: unknown): string {
  return createHash('sha256')
    .update(stringify(request) ?? '')
    .digest('hex');
}
