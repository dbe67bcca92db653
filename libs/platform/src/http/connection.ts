import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** More requests sent ahead of their answers no client of ours has; each of them takes memory until it is read. */
const MOST_AHEAD = 10;
/** What comes after those is not answered, but takes memory until they are: from a client that goes on and on, too much. */
const MOST_IGNORED = 1_000;

/** Why a connection was ended by us. */
export const CUTS = ['address_limit', 'pipelining', 'unread', 'overdue', 'rate_limited'] as const;
export type Cut = (typeof CUTS)[number];

/** What is going on on one connection: the requests that came, in order, whose answers have not gone out. */
export class Connection {
  private readonly unanswered: { response: ServerResponse; since: number }[] = [];
  private written = 0;
  private stuckSince: number | undefined;
  private isLast = false;
  private ignored = 0;
  /** Of the socket, when its last request ended. */
  private heardBytes = 0;
  refusals = 0;

  constructor(
    private readonly socket: Socket,
    readonly address: string,
    readonly isProxy: boolean,
  ) {}

  /** Takes a request; false for one that is not to be answered, as it came too far ahead. */
  begin(response: ServerResponse, now: number): boolean {
    if (this.isLast || this.socket.destroyed) {
      this.ignored++;
      return false;
    }
    const exchange = { response, since: now };
    this.unanswered.push(exchange);
    response.once('close', () => {
      this.unanswered.splice(this.unanswered.indexOf(exchange), 1);
      this.heardBytes = this.socket.bytesRead;
    });
    this.isLast = this.unanswered.length === MOST_AHEAD;
    // RFC 9112, 9.6: what comes after the request that is answered so is not looked at, and may be sent again elsewhere.
    if (this.isLast) response.setHeader('Connection', 'close');
    return true;
  }

  get isIdle(): boolean {
    return this.unanswered.length === 0;
  }

  /** Whether nothing has come since its last request. */
  get isSilent(): boolean {
    return this.socket.bytesRead === this.heardBytes;
  }

  get isTooFarAhead(): boolean {
    return this.isLast;
  }

  get isFlood(): boolean {
    return this.ignored > MOST_IGNORED;
  }

  /** What is wrong with it, if anything: nobody reads the answers, or one takes longer than any request does. */
  problem(now: number, unreadMs: number, overdueMs: number): Cut | undefined {
    if (now - (this.unanswered[0]?.since ?? now) > overdueMs) return 'overdue';
    const { bytesWritten, writableLength } = this.socket;
    const written = bytesWritten - writableLength;
    if (writableLength === 0 || written !== this.written) this.stuckSince = writableLength === 0 ? undefined : now;
    this.written = written;
    return this.stuckSince !== undefined && now - this.stuckSince > unreadMs ? 'unread' : undefined;
  }

  /**
   * Tells the answers that wait behind another one that their client has gone: Node tells only the one at the front, and
   * whoever listened on the others would wait for ever.
   */
  closed(): void {
    for (const { response } of [...this.unanswered]) {
      if (response.socket !== null) continue;
      response.destroyed = true;
      response.emit('close');
    }
  }
}
