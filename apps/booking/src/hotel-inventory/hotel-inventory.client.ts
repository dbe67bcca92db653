import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { togetherOrHalved } from '#batching';
import type { CategoryAvailability, HoldGranted, HoldNamed, HoldPage, HoldRequest, Stay } from '#contracts';
import { OutageWatch, UnderWay } from '#outage';
import {
  currentRequestId,
  currentTraceparent,
  DomainError,
  inSpan,
  Metrics,
  ServiceTokens,
  Unavailable,
} from '#platform';
import { BookingEnv } from '../env.js';
import {
  CONFIRMED_HOLDS,
  confirmsOf,
  type Expected,
  holdsOf,
  HOTEL_AVAILABILITY,
  releasesOf,
  STAFF_HOTELS,
  STAFF_MEMBERSHIP,
} from './inventory-answers.js';
import { InventoryCallMetrics } from './inventory-calls.metrics.js';
import { InventoryFailure, InventoryLine, type InventoryMessage } from './inventory-line.client.js';
import { isBusy, NoSuchRoute, refusalOf, refusalOfPart, unavailable } from './inventory-refusal.js';

/**
 * While hotel-inventory is away the watch ends every call within a second and a half. These are for one that works and is
 * crowded: a guest would rather have a room late than be sent to the end of the line, with the room held all the same.
 */
const WRITE_WITHIN_MS = 3_000;
const READ_WITHIN_MS = 2_500;
/** What is added to an answer that could be given without it. */
const EXTRA_WITHIN_MS = 300;
/** What nobody waits for may take longer, and is tried again by who calls. */
const TASK_WITHIN_MS = 5_000;
/** A dropped connection or a 5xx is tried again at once, with jitter; a slow answer is not, for it would be slow again. */
const GUEST_TRIES = 3;
const RETRY_JITTER_MS = 60;

/** A call that is not answered for so long is a reason to look. Most are answered in some milliseconds. */
const SUSPECT_AFTER_MS = 350;
/** Liveness needs no database and is not refused under load: with no other answer either, it is away by 1.5 s. */
const WATCH = { patienceMs: 300, failures: 3, everyMs: 250, always: false };

/** The most that hotel-inventory lists of one user's hotels. */
const MOST_HOTELS = 1_000;

/**
 * Who waits for a call. Tasks have connections of their own, and more patience; so has what a guest would do without,
 * and less.
 */
export type InventoryCaller = 'guest' | 'task' | 'extra';
const CONNECTIONS: Record<InventoryCaller, number> = { guest: 64, task: 8, extra: 4 };

/** Calls hotel-inventory over HTTP, as the service `booking`. Throws the refusals it gives, or `Unavailable`. */
@Injectable()
export class HotelInventoryClient implements OnApplicationShutdown {
  private readonly logger = new Logger(HotelInventoryClient.name);
  private readonly lines: Record<InventoryCaller, InventoryLine>;
  private readonly probing: InventoryLine;
  private readonly tokens: ServiceTokens;
  private readonly watch: OutageWatch;
  private readonly metrics: InventoryCallMetrics;
  /** An outage ends them. By hand: what `AbortSignal.any` ties to a signal that lives long is never quite forgotten. */
  private readonly underWay = new UnderWay<AbortController>();

  constructor(env: BookingEnv, metrics: Metrics) {
    const line = (connections: number) => new InventoryLine(env.HOTEL_INVENTORY_URL, connections);
    this.lines = { guest: line(CONNECTIONS.guest), task: line(CONNECTIONS.task), extra: line(CONNECTIONS.extra) };
    this.probing = line(1);
    this.tokens = new ServiceTokens('booking', env.AUTH_ISSUER, {
      secret: env.SERVICE_AUTH_SECRET,
      privateJwk: env.SERVICE_AUTH_PRIVATE_JWK,
    });
    this.watch = new OutageWatch({
      ...WATCH,
      probe: (signal) => this.probing.probe(signal),
      onBegin: (reason) => {
        const told = reason instanceof Error ? reason.message : 'it does not answer';
        this.logger.warn({ msg: 'hotel-inventory is away', reason: told });
        for (const call of this.underWay.all()) call.abort();
      },
      onOver: () => this.logger.log({ msg: 'hotel-inventory is back' }),
    });
    this.metrics = new InventoryCallMetrics(metrics, () => this.watch.isAway);
  }

  /**
   * Holds rooms for bookings: answers in their places, what stands in the way for one that is not held. One that was
   * given up may still have taken its rooms: whoever asks again by the same id stands on them.
   */
  hold(requests: readonly HoldRequest[], withinMs: number): Promise<readonly (HoldGranted | Error)[]> {
    return eachByItself(requests, async (some) => {
      const message: InventoryMessage = { method: 'POST', path: '/holds', body: { holds: some } };
      const { holds } = await this.call(message, holdsOf(some), withinMs);
      return holds.map((answer) => (answer.outcome === 'held' ? answer.hold : refusalOfPart(answer)));
    });
  }

  /** Sells held rooms: answers in their places. */
  confirm(named: readonly HoldNamed[], withinMs: number): Promise<readonly ('confirmed' | 'gone' | Error)[]> {
    return eachByItself(named, async (some) => {
      const message: InventoryMessage = { method: 'POST', path: '/holds/confirmations', body: { holds: some } };
      const { holds } = await this.call(message, confirmsOf(some), withinMs);
      return holds.map((answer) => (answer.outcome === 'refused' ? refusalOfPart(answer) : answer.outcome));
    });
  }

  /** Frees rooms, held or sold: answers in their places. */
  release(named: readonly HoldNamed[], caller: InventoryCaller): Promise<readonly ('released' | Error)[]> {
    const withinMs = caller === 'guest' ? WRITE_WITHIN_MS : TASK_WITHIN_MS;
    return eachByItself(named, async (some) => {
      const message: InventoryMessage = { method: 'POST', path: '/holds/releases', body: { holds: some } };
      const { holds } = await this.call(message, releasesOf(some), withinMs, caller);
      return holds.map((answer) => (answer.outcome === 'refused' ? refusalOfPart(answer) : answer.outcome));
    });
  }

  /** All categories of a hotel for a stay. Nice to know: it is asked once, and not waited for long. */
  async categoriesFor(hotelId: number, stay: Stay, rooms: number, guests: number): Promise<CategoryAvailability[]> {
    const { checkInDate, checkOutDate } = stay;
    const query = { checkInDate, checkOutDate, rooms, totalGuests: guests };
    const message: InventoryMessage = { method: 'GET', path: `/hotels/${hotelId}/availability`, query };
    return (await this.call(message, HOTEL_AVAILABILITY, EXTRA_WITHIN_MS, 'extra')).categories;
  }

  confirmedHolds(cursor: string | undefined): Promise<HoldPage> {
    const query = { status: 'CONFIRMED', ...(cursor ? { cursor } : {}) };
    return this.call({ method: 'GET', path: '/holds', query }, CONFIRMED_HOLDS, TASK_WITHIN_MS, 'task');
  }

  /** Whether the user is staff of the hotel; there need not be such a hotel. */
  async isStaff(userId: string, hotelId: number): Promise<boolean> {
    const path = `${hotelsPath(userId)}/${hotelId}`;
    try {
      return (await this.call({ method: 'GET', path }, STAFF_MEMBERSHIP, READ_WITHIN_MS)).isStaff;
    } catch (error) {
      if (!(error instanceof NoSuchRoute)) throw error;
      // A replica of the version before knows the list only, and gives all of it.
      return (await this.hotelsOfStaff(userId, MOST_HOTELS)).includes(hotelId);
    }
  }

  /** The first `limit` hotels of the user, by number. */
  async hotelsOfStaff(userId: string, limit: number): Promise<number[]> {
    const message: InventoryMessage = { method: 'GET', path: hotelsPath(userId), query: { limit } };
    return (await this.call(message, STAFF_HOTELS, READ_WITHIN_MS)).hotelIds;
  }

  async onApplicationShutdown(): Promise<void> {
    this.watch.stop();
    await Promise.all([...Object.values(this.lines), this.probing].map((line) => line.close()));
  }

  private call<T>(
    message: InventoryMessage,
    expected: Expected<T>,
    withinMs: number,
    caller: InventoryCaller = 'guest',
  ): Promise<T> {
    const name = nameOf(message);
    return this.metrics.timed(name, () =>
      inSpan(`hotel-inventory ${name}`, { kind: 'CLIENT', attributes: { 'staylock.caller': caller } }, () =>
        this.untilAnswered(message, expected, withinMs, caller),
      ),
    );
  }

  private async untilAnswered<T>(
    message: InventoryMessage,
    expected: Expected<T>,
    withinMs: number,
    caller: InventoryCaller,
  ): Promise<T> {
    const call = new AbortController();
    const place = this.underWay.enter(call);
    const late = setTimeout(() => call.abort(), withinMs);
    const suspicion = setTimeout(() => this.watch.suspect(), SUSPECT_AFTER_MS);
    try {
      for (let attempt = 1; ; attempt++) {
        if (this.watch.isAway) throw unavailable();
        try {
          return await this.send(message, expected, call.signal, this.lines[caller]);
        } catch (error) {
          if (!(error instanceof InventoryFailure)) throw error;
          // What was given up early says nothing about who was asked.
          if (caller === 'extra' && call.signal.aborted) throw unavailable();
          this.watch.suspect();
          this.metrics.tryFailed();
          if (caller !== 'guest' || attempt >= GUEST_TRIES || call.signal.aborted) throw unavailable();
        }
        await sleep(Math.random() * RETRY_JITTER_MS * attempt);
      }
    } finally {
      clearTimeout(suspicion);
      clearTimeout(late);
      this.underWay.leave(place);
    }
  }

  private async send<T>(
    message: InventoryMessage,
    expected: Expected<T>,
    signal: AbortSignal,
    line: InventoryLine,
  ): Promise<T> {
    const traceparent = currentTraceparent();
    const headers = {
      authorization: `Bearer ${await this.tokens.get()}`,
      'x-request-id': currentRequestId(),
      ...(traceparent === undefined ? {} : { traceparent }),
      ...message.headers,
    };
    const { status, body, retryAfter } = await line.send(
      { ...message, path: `/api/v1${message.path}`, headers },
      signal,
    );
    const right = status === expected.status && expected.fits(body);
    const busy = isBusy(status, body);
    if (right || busy || (status >= 400 && status < 500)) this.watch.answered();
    if (right) return body;
    // To ask again at once would not help.
    if (busy) throw unavailable(retryAfter);
    // 408 closes a connection that was idle for too long; a request that is sent on it just then was not read.
    if (status >= 400 && status < 500 && status !== 408) throw refusalOf(body, retryAfter);
    throw new InventoryFailure(`hotel-inventory answered ${status}, not as agreed`);
  }
}

/** What is refused as a whole says nothing about each part of it: the part that it is about is looked for. */
function eachByItself<Part, Result>(
  parts: readonly Part[],
  work: (parts: readonly Part[]) => Promise<readonly (Result | Error)[]>,
): Promise<readonly (Result | Error)[]> {
  return togetherOrHalved(parts, work, (error) => !(error instanceof DomainError) || error instanceof Unavailable);
}

function hotelsPath(userId: string): string {
  return `/staff/${encodeURIComponent(userId)}/hotels`;
}

/** Method and first part of the path: no ids. */
function nameOf({ method, path }: InventoryMessage): string {
  return `${method} /${path.split('/', 2)[1] ?? ''}`;
}
