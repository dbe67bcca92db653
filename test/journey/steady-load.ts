import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import type { Cluster } from '../cluster/cluster.js';
import type { TestCategory } from '../support/category.js';
import { type Answer, type Message, send } from '../support/http.js';
import { until } from '../support/until.js';

/** Where its requests go; the balancers' addresses as a rule. */
export interface Entrances {
  bookingUrl: string;
  inventoryUrl: string;
}

interface Booking {
  bookingId: string;
  status: string;
}

/** How each guest's evening ends, in turn. */
const ENDINGS = [['confirm'], ['cancel'], [], ['confirm', 'cancel']] as const;

/** Some fifty requests a second on a small machine, which is to start processes meanwhile. */
const CLIENTS = 4;
const PAUSE_MS = 40;
const NIGHTS_ON_SALE = 28;

/**
 * A restart refuses connections or cuts them off, and booking gives up three tries of those within some tenths of a
 * second. What took longer waited for a machine that was too slow.
 */
const LATE_AFTER_MS = 1_000;

/** Booking gave hotel-inventory up. */
class GivenUp extends Error {}

/** Guests who search, book, book again with the same key, look, confirm and cancel, and send nothing a second time. */
export class SteadyLoad {
  /** What was not answered as it should, one line each. */
  readonly failures: string[] = [];
  /** The status that was told last, of every booking but those for which a later request failed. */
  readonly answered = new Map<string, string>();
  /**
   * Requests that booking itself gave up because hotel-inventory was slow, and which came through when they were sent
   * once more with their key. What was refused at once, cut off, sent nowhere or refused otherwise is a failure.
   */
  late = 0;
  requests = 0;
  private readonly confirming = new Map<string, () => Promise<unknown>>();
  private evenings = 0;
  private stopping = false;
  private readonly clients: Promise<void>[];

  constructor(
    private readonly cluster: Cluster,
    private readonly category: TestCategory,
    private readonly entrances: Entrances = cluster,
  ) {
    this.clients = Array.from({ length: CLIENTS }, () => this.client());
  }

  /** The failures, with what the balancers noticed at the time. */
  failuresInContext(): string[] {
    if (this.failures.length === 0) return [];
    return [...this.failures, ...this.cluster.balancers.flatMap((balancer) => balancer.troubles())];
  }

  /** Lets the requests under way come to their end. Who was not told of a confirmation asks once more, as guests do. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
    await Promise.all([...this.confirming.values()].map((confirm) => until('the confirmation', confirm)));
  }

  private async client(): Promise<void> {
    while (!this.stopping) {
      try {
        await this.evening(this.evenings++);
      } catch (error) {
        this.failures.push(`${new Date().toISOString()} ${(error as Error).message}`);
      }
    }
  }

  private async evening(number: number): Promise<void> {
    const { inventoryUrl } = this.entrances;
    const token = await this.cluster.token(randomUUID());
    const headers = { 'idempotency-key': randomUUID() };
    const stay = this.category.stay(number % NIGHTS_ON_SALE, 1 + (number % 2));
    const json = { ...stay, totalGuests: 1, guest: { name: 'Ada Lovelace', email: `ada${number}@example.org` } };

    await this.request(200, 'GET', `${inventoryUrl}/api/v1/hotels?search=praia`);
    const booked = await this.tell(201, 'POST', '/bookings', { token, headers, json }, 'PENDING');
    const replayed = await this.tell(201, 'POST', '/bookings', { token, headers, json }, 'PENDING');
    if (replayed.bookingId !== booked.bookingId)
      throw new Error(`a repeat made another booking of ${booked.bookingId}`);
    for (const ending of ENDINGS[number % ENDINGS.length] ?? []) {
      await this.request(200, 'GET', `${inventoryUrl}/api/v1/hotels/${stay.hotelId}/room-categories`);
      // Should this answer get lost, either status may be so.
      this.answered.delete(booked.bookingId);
      if (ending === 'confirm') {
        const path = `/bookings/confirm/${headers['idempotency-key']}`;
        const confirm = () => this.tell(200, 'POST', path, { token }, 'CONFIRMED');
        this.confirming.set(booked.bookingId, () => confirm().catch(() => undefined));
        await confirm();
        this.confirming.delete(booked.bookingId);
      } else {
        await this.tell(200, 'POST', `/bookings/${booked.bookingId}/cancel`, { token }, 'CANCELLED');
      }
    }
    const told = this.answered.get(booked.bookingId) ?? '';
    await this.tell(200, 'GET', `/bookings/${booked.bookingId}`, { token }, told);
    await this.request(200, 'GET', `${this.entrances.bookingUrl}/api/v1/bookings`, { token });
  }

  private async tell(
    status: number,
    method: string,
    path: string,
    message: Message,
    expected: string,
  ): Promise<Booking> {
    const { body } = await this.request<Booking>(status, method, `${this.entrances.bookingUrl}/api/v1${path}`, message);
    if (body.status !== expected) throw new Error(`${method} ${path}: ${body.status} instead of ${expected}`);
    this.answered.set(body.bookingId, body.status);
    return body;
  }

  private async request<Body>(status: number, method: string, url: string, message?: Message): Promise<Answer<Body>> {
    await sleep(PAUSE_MS);
    this.requests++;
    const startedAt = performance.now();
    try {
      return await this.once<Body>(status, method, url, message);
    } catch (error) {
      if (!(error instanceof GivenUp) || performance.now() - startedAt < LATE_AFTER_MS) throw error;
      this.late++;
      return this.once<Body>(status, method, url, message);
    }
  }

  private async once<Body>(status: number, method: string, url: string, message?: Message): Promise<Answer<Body>> {
    const answer = await send<Body>(method, url, message).catch((error: unknown) => {
      throw new Error(`${method} ${url}: ${inspect(error)}`);
    });
    if (answer.status === status) return answer;
    const { code } = answer.body as { code?: string };
    const Failure = code === 'hotel_inventory_unavailable' ? GivenUp : Error;
    throw new Failure(`${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
}
