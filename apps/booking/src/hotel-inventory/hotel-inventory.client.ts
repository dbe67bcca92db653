import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import {
  type ConfirmAnswer,
  HOLDER_HEADER,
  type HoldGranted,
  type HoldPage,
  type HoldRequest,
  type NamedHoldRequest,
  type ReleaseAnswer,
} from '#contracts';
import { OutageWatch, UnderWay } from '#outage';
import { currentRequestId, currentTraceparent, inSpan, Metrics, ServiceTokens, Unavailable } from '#platform';
import { BookingEnv } from '../env.js';
import {
  CONFIRMED_HOLDS,
  confirmsOf,
  type Expected,
  HOLD,
  holdsOf,
  NOTHING,
  releasesOf,
  STAFF_HOTELS,
  STAFF_MEMBERSHIP,
} from './inventory-answers.js';
import { InventoryCallMetrics } from './inventory-calls.metrics.js';
import { InventoryFailure, InventoryLine, type InventoryMessage } from './inventory-line.client.js';
import { isBusy, NoSuchRoute, orAlone, refusalOf } from './inventory-refusal.js';

/**
 * While hotel-inventory is away the watch ends every call within a second and a half. These are for one that works and is
 * crowded: a guest would rather have a room late than be sent to the end of the line, with the room held all the same.
 */
const WRITE_WITHIN_MS = 3_000;
const READ_WITHIN_MS = 2_500;
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

/** Who waits for a call. Tasks have connections of their own, and more patience. */
export type InventoryCaller = 'guest' | 'task';
const CONNECTIONS: Record<InventoryCaller, number> = { guest: 64, task: 8 };

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
    this.lines = { guest: line(CONNECTIONS.guest), task: line(CONNECTIONS.task) };
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

  /** One that was given up may still have taken the rooms: whoever asks again by the same id stands on them. */
  hold(bookingId: string, holder: string, request: HoldRequest, withinMs = WRITE_WITHIN_MS): Promise<HoldGranted> {
    const headers = { [HOLDER_HEADER]: encodeURIComponent(holder) };
    return this.call({ method: 'PUT', path: `/holds/${bookingId}`, body: request, headers }, HOLD, withinMs);
  }

  /**
   * Holds asked for at once, each taken or refused by itself: answers in their places. Undefined for one that is to be
   * asked for alone.
   */
  async holdTogether(
    requests: readonly NamedHoldRequest[],
    withinMs: number,
  ): Promise<(HoldGranted | Error | undefined)[]> {
    const message: InventoryMessage = { method: 'POST', path: '/holds', body: { holds: requests } };
    const answers = await orAlone(requests, this.call(message, holdsOf(requests), withinMs));
    return answers.map((answer) => {
      if (answer.outcome === 'held') return answer.hold;
      return answer.outcome === 'refused' ? refusalOf(answer.problem, answer.retryAfterSeconds) : undefined;
    });
  }

  /** Confirms asked for at once: answers in their places. */
  async confirmTogether(bookingIds: readonly string[], withinMs: number): Promise<ConfirmAnswer['outcome'][]> {
    const message: InventoryMessage = { method: 'POST', path: '/holds/confirmations', body: { bookingIds } };
    const answers = await orAlone(bookingIds, this.call(message, confirmsOf(bookingIds), withinMs));
    return answers.map(({ outcome }) => outcome);
  }

  /** Releases asked for at once: answers in their places. */
  async releaseTogether(bookingIds: readonly string[], caller: InventoryCaller): Promise<ReleaseAnswer['outcome'][]> {
    const message: InventoryMessage = { method: 'POST', path: '/holds/releases', body: { bookingIds } };
    const withinMs = caller === 'guest' ? WRITE_WITHIN_MS : TASK_WITHIN_MS;
    const answers = await orAlone(bookingIds, this.call(message, releasesOf(bookingIds), withinMs, caller));
    return answers.map(({ outcome }) => outcome);
  }

  confirmHold(bookingId: string, withinMs: number): Promise<void> {
    return this.call({ method: 'POST', path: `/holds/${bookingId}/confirm` }, NOTHING, withinMs);
  }

  releaseHold(bookingId: string, caller: InventoryCaller = 'guest'): Promise<void> {
    const message: InventoryMessage = { method: 'DELETE', path: `/holds/${bookingId}` };
    return this.call(message, NOTHING, caller === 'guest' ? WRITE_WITHIN_MS : TASK_WITHIN_MS, caller);
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
    await Promise.all([this.lines.guest, this.lines.task, this.probing].map((line) => line.close()));
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
          this.watch.suspect();
          this.metrics.tryFailed();
          if (caller === 'task' || attempt >= GUEST_TRIES || call.signal.aborted) throw unavailable();
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

function hotelsPath(userId: string): string {
  return `/staff/${encodeURIComponent(userId)}/hotels`;
}

/** Method and first part of the path: no ids. */
function nameOf({ method, path }: InventoryMessage): string {
  return `${method} /${path.split('/', 2)[1] ?? ''}`;
}

function unavailable(retryAfter?: string): Unavailable {
  return new Unavailable(
    'hotel_inventory_unavailable',
    'The rooms cannot be reached right now; send the same request again.',
    Number(retryAfter) || undefined,
  );
}
