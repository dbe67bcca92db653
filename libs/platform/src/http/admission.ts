import { UnderWay } from '#outage';
import { PRIORITIES, type Priority } from './priority.js';
import { Lately } from './lately.js';
import { type Slot, type Ticket, WaitingLine } from './waiting-line.js';

/** How long a request of a burst may wait: a guest hardly minds. */
const WAIT_MS = 1_000;
/**
 * A queue that has not been empty for this long is no burst any more: waiting in it helps nobody. It stands until it has
 * been empty for as long.
 */
const STANDING_AFTER_MS = 1_000;
/** How long a request may wait then: long enough to even out requests that arrive together. */
const WAIT_WHEN_STANDING_MS = 100;
const MOST_WAITING = 2_000;
/** So many may wait in a burst even if less than that got their turn in the second before, as in a calm one. */
const LEAST_IN_BURST = 1_000;
/** So many may wait in a standing queue even when nothing gets done for a while. */
const LEAST_WHEN_STANDING = 16;
/** One turn in so many is for who would else wait behind more urgent ones for ever. */
const LOWER_EVERY = 8;
/** Longer than any request takes: a slot that is not given back by then has been forgotten. */
const OVERDUE_MS = 30_000;

/**
 * Lets so many requests in at once; further ones wait in a queue with controlled delay (Maurer, "Fail at Scale", 2015).
 * No capacity is estimated: whatever is slow, the app or what it depends on, shows as waiting.
 */
export class Admission {
  refused = 0;
  waiting = 0;
  /** Told of every slot that was forgotten. */
  onOverdue: () => void = () => undefined;
  /** Told of every request that is refused before anything was spent on it. */
  onRefusedAtDoor: (method: string | undefined) => void = () => undefined;
  private readonly slots = new UnderWay<Slot>();
  private readonly lines = PRIORITIES.map(() => new WaitingLine());
  private readonly lineOf = Object.fromEntries(
    PRIORITIES.map((priority, index) => [priority, this.lines[index]]),
  ) as Record<Priority, WaitingLine>;
  private notEmptySince = 0;
  private emptySince = -Infinity;
  private turn = 0;
  private isHandingOn = false;
  private readonly served = { inBurst: new Lately(WAIT_MS), whenStanding: new Lately(WAIT_WHEN_STANDING_MS) };

  constructor(
    private readonly most: number,
    private readonly clock = () => performance.now(),
  ) {}

  get underWay(): number {
    return this.slots.size;
  }

  /**
   * Whether it is worth reading the request: what would wait in vain is refused before anything is spent on it. That is
   * whoever finds more before them than got their turn in the time that one may wait.
   */
  hasRoom(priority: Priority): boolean {
    if (this.before(priority) < this.mostBefore()) return true;
    this.refused++;
    return false;
  }

  /**
   * For one that is let in, until it is known who asks; answers how to end that. Whoever comes meanwhile finds it before
   * them: a crowd that is let in at one instant is one crowd, also before it waits.
   */
  arrive(priority: Priority): () => void {
    const line = this.lineOf[priority];
    line.arriving++;
    let isOver = false;
    return () => {
      if (!isOver) line.arriving--;
      isOver = true;
    };
  }

  /** A slot at once, if there is one and nobody waits. */
  take(): Slot | undefined {
    return this.waiting === 0 && this.slots.size < this.most ? this.occupy() : undefined;
  }

  /** Waits for a slot. When too many wait, the last of the least urgent goes; undefined if that is this one. */
  wait(priority: Priority, go: Ticket['go'], refuse: Ticket['refuse']): Ticket | undefined {
    if (this.waiting >= MOST_WAITING && !this.makeRoomFor(priority)) {
      this.refused++;
      return undefined;
    }
    const now = this.clock();
    if (this.hasRested(now)) this.notEmptySince = now;
    this.waiting++;
    return this.lineOf[priority].join(now, go, refuse);
  }

  /** Its client has gone. */
  giveUp(ticket: Ticket): void {
    if (!ticket.isOver) this.end(ticket);
  }

  /** To be called every now and then while some wait: sends away who has waited for too long. */
  expire(): void {
    const now = this.clock();
    for (const line of this.lines) {
      for (let ticket = line.first(); ticket && now - ticket.since > this.patience(now); ticket = line.first()) {
        this.sendAway(ticket);
      }
    }
  }

  /** To be called every now and then: gives back slots that were forgotten. */
  reap(): void {
    const now = this.clock();
    for (const slot of this.slots.all()) {
      if (now - slot.takenAt <= OVERDUE_MS) continue;
      this.onOverdue();
      slot.free();
    }
  }

  private occupy(): Slot {
    const takenAt = this.clock();
    this.served.inBurst.count(takenAt);
    this.served.whenStanding.count(takenAt);
    let isFree = false;
    const slot: Slot = {
      takenAt,
      free: () => {
        if (isFree) return;
        isFree = true;
        this.slots.leave(index);
        this.handOn();
      },
    };
    const index = this.slots.enter(slot);
    return slot;
  }

  /** In a loop, not from within each other: a request that is answered at once frees its slot while it is let in. */
  private handOn(): void {
    if (this.isHandingOn || this.waiting === 0) return;
    this.isHandingOn = true;
    try {
      this.expire();
      while (this.slots.size < this.most) {
        const ticket = this.next();
        if (!ticket) return;
        this.end(ticket);
        ticket.go(this.occupy());
      }
    } finally {
      this.isHandingOn = false;
    }
  }

  /** Whose turn it is: the most urgent one's, or now and then that of who has waited for longest of the others. */
  private next(): Ticket | undefined {
    const [urgent, ...others] = this.lines.flatMap((line) => line.first() ?? []);
    this.turn = (this.turn + 1) % LOWER_EVERY;
    return this.turn === 0 ? (others.sort((a, b) => a.since - b.since)[0] ?? urgent) : urgent;
  }

  private makeRoomFor(priority: Priority): boolean {
    const lower = this.lines.slice(PRIORITIES.indexOf(priority) + 1);
    const last = lower
      .reverse()
      .find(({ length }) => length > 0)
      ?.last();
    if (last) this.sendAway(last);
    return last !== undefined;
  }

  private sendAway(ticket: Ticket): void {
    this.end(ticket);
    this.refused++;
    ticket.refuse();
  }

  private end(ticket: Ticket): void {
    ticket.line.leave(ticket);
    if (--this.waiting === 0) this.emptySince = this.clock();
  }

  private isStanding(now: number): boolean {
    return !this.hasRested(now) && now - this.notEmptySince > STANDING_AFTER_MS;
  }

  /**
   * Whether what comes now begins a burst. A queue that is empty just for an instant, as the last of it got their turn or
   * were sent away, stands still.
   */
  hasRested(now = this.clock()): boolean {
    return this.waiting === 0 && now - this.emptySince > STANDING_AFTER_MS;
  }

  private patience(now: number): number {
    return this.isStanding(now) ? WAIT_WHEN_STANDING_MS : WAIT_MS;
  }

  private before(priority: Priority): number {
    let waiting = 0;
    for (const urgent of PRIORITIES) {
      waiting += this.lineOf[urgent].length + this.lineOf[urgent].arriving;
      if (urgent === priority) break;
    }
    return waiting;
  }

  /** As many as got their turn lately in the time that one may wait. */
  private mostBefore(): number {
    const now = this.clock();
    return this.isStanding(now)
      ? Math.max(LEAST_WHEN_STANDING, this.served.whenStanding.most(now))
      : Math.min(MOST_WAITING, Math.max(LEAST_IN_BURST, this.served.inBurst.most(now)));
  }
}
