/** Whether a client has sent something, and been told that it is done. */
type Progress = 'no' | 'sent' | 'told';

/** One booking as its client knows it. */
export interface Attempt {
  bookingId: string;
  key: string;
  userId: string;
  token: string;
  body: Record<string, unknown>;
  startedAt: number;
  /** Set by the first 201. */
  created: { reference: unknown; amount: unknown } | undefined;
  confirm: Progress;
  cancel: Progress;
  /** Told that it has expired, while nothing was in doubt. */
  expired: boolean;
}

/** What all clients asked for, and what they were told: nobody else can know what must not be lost. */
export class Ledger {
  readonly attempts = new Map<string, Attempt>();
  /** Answers that contradict earlier ones. */
  readonly contradictions: string[] = [];

  add(attempt: Attempt): Attempt {
    this.attempts.set(attempt.bookingId, attempt);
    return attempt;
  }

  contradict(attempt: Attempt, what: string): void {
    this.contradictions.push(`booking ${attempt.bookingId}: ${what}`);
  }

  /** Where only one end is possible: what clients were told last, as of rest. */
  answered(): Map<string, string> {
    const certain = [...this.attempts.values()].flatMap((attempt) => {
      const ends = possibleEnds(attempt);
      return ends.length === 1 && ends[0] !== undefined ? [[attempt.bookingId, ends[0]] as const] : [];
    });
    return new Map(certain);
  }

  /** What is wrong with the bookings that there are, as of rest. */
  breaks(statuses: ReadonlyMap<string, string>): string[] {
    const unasked = [...statuses.keys()].filter((id) => !this.attempts.has(id));
    const wrong = [...this.attempts.values()].flatMap((attempt) => {
      const ends = possibleEnds(attempt);
      const status = statuses.get(attempt.bookingId);
      // Where there is one end only, the rules of verify tell.
      if (ends.length === 1 || ends.includes(status)) return [];
      return [`booking ${attempt.bookingId} is ${status ?? 'not there'}, possible were ${ends.join(', ')}`];
    });
    return [...unasked.map((id) => `booking ${id}: nobody asked for it`), ...wrong, ...this.contradictions];
  }
}

/** How a booking may stand at rest, given what its client sent and was told; undefined is no booking at all. */
function possibleEnds({ created, confirm, cancel, expired }: Attempt): (string | undefined)[] {
  if (cancel === 'told') return ['CANCELLED'];
  if (confirm === 'told') return cancel === 'sent' ? ['CONFIRMED', 'CANCELLED'] : ['CONFIRMED'];
  if (!created) return [undefined, 'EXPIRED'];
  if (expired) return ['EXPIRED'];
  return ['EXPIRED', ...(confirm === 'sent' ? ['CONFIRMED'] : []), ...(cancel === 'sent' ? ['CANCELLED'] : [])];
}
