import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  circuitBreaker,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  handleType,
  isBrokenCircuitError,
} from 'cockatiel';
import { Pool } from 'undici';
import type { Availability, HoldGranted, HoldPage, HoldRequest, StaffHotels, Stay } from '#contracts';
import { currentRequestId, ServiceTokens, Unavailable } from '#platform';
import { BookingEnv } from '../env.js';
import { refusalOf } from './inventory-refusal.js';

/** A question and a hold, each with all its tries, still answer the guest within two seconds. */
const READ_TIMEOUT_MS = 700;
const WRITE_TIMEOUT_MS = 1_200;
/** A dropped connection or a 5xx is tried again at once, with jitter; a slow answer is not, for it would be slow again. */
const TRIES = 3;
const RETRY_JITTER_MS = 60;
/** While hotel-inventory is down, guests are told at once. */
const FAILURES_TO_OPEN = 10;
const OPEN_FOR_MS = 1_000;

const CONNECTIONS = 64;

/** hotel-inventory could not be reached, was too slow, or failed. Every call to it may be repeated. */
class InventoryFailure extends Error {}

/** Calls hotel-inventory over HTTP, as the service `booking`. Throws the refusals it gives, or `Unavailable`. */
@Injectable()
export class HotelInventoryClient implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly tokens: ServiceTokens;
  private readonly breaker: CircuitBreakerPolicy;

  constructor(env: BookingEnv) {
    this.pool = new Pool(env.HOTEL_INVENTORY_URL, { connections: CONNECTIONS, connectTimeout: READ_TIMEOUT_MS });
    this.tokens = new ServiceTokens('booking', env.AUTH_ISSUER, {
      secret: env.SERVICE_AUTH_SECRET,
      privateJwk: env.SERVICE_AUTH_PRIVATE_JWK,
    });
    this.breaker = circuitBreaker(handleType(InventoryFailure), {
      halfOpenAfter: OPEN_FOR_MS,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    });
  }

  /** The hold of the booking that asks counts as free. */
  availability(
    question: Stay & { bookingId: string; roomCategoryId: number; rooms: number; totalGuests: number },
  ): Promise<Availability> {
    const { bookingId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests } = question;
    const query = { bookingId, roomCategoryId, checkInDate, checkOutDate, rooms, totalGuests };
    return this.call('GET', '/availability', { query });
  }

  hold(bookingId: string, request: HoldRequest): Promise<HoldGranted> {
    return this.call('PUT', `/holds/${bookingId}`, { body: request });
  }

  confirmHold(bookingId: string): Promise<void> {
    return this.call('POST', `/holds/${bookingId}/confirm`);
  }

  releaseHold(bookingId: string): Promise<void> {
    return this.call('DELETE', `/holds/${bookingId}`);
  }

  confirmedHolds(cursor: string | undefined): Promise<HoldPage> {
    return this.call('GET', '/holds', { query: { status: 'CONFIRMED', ...(cursor ? { cursor } : {}) } });
  }

  async hotelsOfStaff(userId: string): Promise<number[]> {
    return (await this.call<StaffHotels>('GET', `/staff/${encodeURIComponent(userId)}/hotels`)).hotelIds;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.close();
  }

  private async call<T>(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    message: { query?: Record<string, string | number>; body?: object } = {},
  ): Promise<T> {
    const late = AbortSignal.timeout(method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS);
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.breaker.execute(() => this.send<T>(method, path, message, late));
      } catch (error) {
        if (!(error instanceof InventoryFailure) && !isBrokenCircuitError(error)) throw error;
        if (attempt >= TRIES || late.aborted || isBrokenCircuitError(error)) {
          throw new Unavailable(
            'hotel_inventory_unavailable',
            'The rooms cannot be reached right now; send the same request again.',
          );
        }
      }
      await sleep(Math.random() * RETRY_JITTER_MS * attempt);
    }
  }

  private async send<T>(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    { query, body }: { query?: Record<string, string | number>; body?: object },
    signal: AbortSignal,
  ): Promise<T> {
    const answer = await this.request({
      method,
      path: `/api/v1${path}`,
      ...(query ? { query } : {}),
      ...(body ? { body: JSON.stringify(body) } : {}),
      headers: {
        authorization: `Bearer ${await this.tokens.get()}`,
        'x-request-id': currentRequestId(),
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      signal,
    });
    if (answer.status >= 500) throw new InventoryFailure(`hotel-inventory answered ${answer.status}`);
    if (answer.status >= 400) throw refusalOf(answer.body);
    return answer.body as T;
  }

  /** Sends and reads the whole answer; anything that is no proper HTTP and JSON is a failure of hotel-inventory. */
  private async request(options: Parameters<Pool['request']>[0]): Promise<{ status: number; body: unknown }> {
    try {
      const { statusCode, body } = await this.pool.request(options);
      const text = await body.text();
      return { status: statusCode, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
    } catch (error) {
      throw new InventoryFailure('hotel-inventory cannot be reached', { cause: error });
    }
  }
}
