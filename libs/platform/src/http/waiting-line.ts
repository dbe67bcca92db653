/** A request under way; `free` is called when its work is done. */
export interface Slot {
  readonly takenAt: number;
  readonly free: () => void;
}

/** A request that waits for its turn: one of `go` and `refuse` is called, or none once its client has gone. */
export interface Ticket {
  readonly line: WaitingLine;
  readonly since: number;
  readonly go: (slot: Slot) => void;
  readonly refuse: () => void;
  /** It waits no more. */
  isOver: boolean;
}

/** So many that have left are kept before the rest moves up. */
const COMPACT_AFTER = 256;

/** First in, first out. Who leaves in between is only marked, and drops out when an end of the line is reached. */
export class WaitingLine {
  length = 0;
  /** On their way into it. */
  arriving = 0;
  private tickets: Ticket[] = [];
  private head = 0;

  join(since: number, go: Ticket['go'], refuse: Ticket['refuse']): Ticket {
    const ticket: Ticket = { line: this, since, go, refuse, isOver: false };
    this.tickets.push(ticket);
    this.length++;
    return ticket;
  }

  leave(ticket: Ticket): void {
    ticket.isOver = true;
    this.length--;
  }

  /** Who has waited for longest. */
  first(): Ticket | undefined {
    while (this.tickets[this.head]?.isOver) this.head++;
    if (this.head > COMPACT_AFTER || this.head === this.tickets.length) {
      this.tickets.splice(0, this.head);
      this.head = 0;
    }
    return this.tickets[this.head];
  }

  /** Who came last. */
  last(): Ticket | undefined {
    if (this.length === 0) return undefined;
    while (this.tickets.at(-1)?.isOver) this.tickets.pop();
    return this.tickets.at(-1);
  }
}
