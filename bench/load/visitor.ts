import type { Answer, Connection, Wish } from './connection.js';
import type { RunTally } from './figures.js';

/** What an answer must be. */
export interface Expected {
  status: number;
  /** The code of a refusal that is right as well. */
  refusal?: string;
  /** Whether a right answer is a new booking, or a newly confirmed one. */
  booking?: boolean;
  /** A repeat must be marked as such, anything else must not. */
  replayed?: boolean;
}

/** One client: sends wishes, one after the other, and judges the answers. */
export class Visitor {
  constructor(
    private readonly connection: Connection,
    private readonly tally: RunTally,
  ) {}

  /** The answer when it was right; undefined otherwise. */
  async ask(wish: Wish, expected: Expected): Promise<Answer | undefined> {
    const sentAt = performance.now();
    const answer = await this.connection.send(wish);
    const ms = performance.now() - sentAt;
    if (answer.status === expected.status && answer.replayed === (expected.replayed ?? false)) {
      this.tally.right(wish.kind, ms, { booking: expected.booking ?? false });
      return answer;
    }
    const code = codeOf(answer);
    if (expected.refusal !== undefined && code === expected.refusal) this.tally.right(wish.kind, ms, { refusal: code });
    else this.tally.wrong(wish.kind, ms, code);
    return undefined;
  }
}

/** `409 sold_out`. */
function codeOf({ status, body }: Answer): string {
  if (status === 0) return 'no answer';
  const code = /"code":"(\w+)"/.exec(body)?.[1];
  return code === undefined ? String(status) : `${status} ${code}`;
}
