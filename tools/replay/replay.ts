import { setTimeout as sleep } from 'node:timers/promises';
import { v5 as uuidv5 } from 'uuid';
import { numberOfNights } from '#contracts';
import type { ReplayHotel } from './replay-hotel.js';
import type { Reservation } from './reservation.js';
import type { Answer, RestClient } from './rest-client.js';
import type { Standing } from './standing.js';

/** A room that somebody is about to give back is free within moments; after this something is wrong. */
const FREE_WITHIN_MS = 15_000;
const TRY_AGAIN_MS = { first: 20, most: 500 };

export interface ReplayOptions {
  runId: string;
  clients: number;
  booking: RestClient;
  hotel: ReplayHotel;
  standing: Standing;
  /** The token of the guest who made the reservation at this place of the order. */
  tokenOf: (place: number) => string;
  /** How long a room that the record says is free may stay refused, in milliseconds. */
  freeWithinMs?: number;
}

/** Sends reservations in their order, some at once, and keeps the record of what came of each. */
export class Replay {
  settled = 0;
  confirmed = 0;
  cancelled = 0;
  roomNights = 0;
  /** Reservations that would have been cancelled anyway and found nights full of guests who stay. */
  soldOutExplained = 0;
  /** Refusals that the record does not bear out; each is named in `failures`. */
  soldOutUnexplained = 0;
  /** Requests sent again because the room was about to be given back. */
  triedAgain = 0;
  /** What went otherwise than it should, with how often. */
  readonly failures = new Map<string, number>();
  /** The last status that the guests were told, by booking. */
  readonly answered = new Map<string, string>();
  stopping = false;

  constructor(private readonly options: ReplayOptions) {}

  async run(reservations: readonly Reservation[], afterEach: () => void): Promise<void> {
    // One iterator for all clients: whoever is free takes the next in order.
    const queue = reservations.entries();
    const client = async () => {
      for (const [place, reservation] of queue) {
        if (this.stopping) return;
        await this.replay(place, reservation).catch((error: unknown) => this.fail(`no answer: ${String(error)}`));
        this.settled++;
        afterEach();
      }
    };
    await Promise.all(Array.from({ length: this.options.clients }, client));
  }

  get booked(): number {
    return this.answered.size;
  }

  get soldOut(): number {
    return this.soldOutExplained + this.soldOutUnexplained;
  }

  /** Lets what was begun end and begins nothing more. */
  stop(): void {
    this.stopping = true;
  }

  private async replay(place: number, reservation: Reservation): Promise<void> {
    const token = this.options.tokenOf(place);
    const idempotencyKey = uuidv5(reservation.id, this.options.runId);
    const bookingId = await this.book(reservation, token, idempotencyKey);
    if (bookingId === undefined) return;
    this.answered.set(bookingId, 'PENDING');
    if (reservation.cancelled) {
      if (await this.move('cancel', `/bookings/${bookingId}/cancel`, bookingId, token)) this.cancelled++;
      return;
    }
    this.options.standing.keep(reservation);
    if (await this.move('confirm', `/bookings/confirm/${idempotencyKey}`, bookingId, token)) {
      this.confirmed++;
      this.roomNights += numberOfNights(reservation);
    }
  }

  /** Books; where the record says that a room is about to be free, tries again until it is. */
  private async book(reservation: Reservation, token: string, idempotencyKey: string): Promise<string | undefined> {
    const giveUpAt = Date.now() + (this.options.freeWithinMs ?? FREE_WITHIN_MS);
    for (let wait = TRY_AGAIN_MS.first; ; wait = Math.min(wait * 2, TRY_AGAIN_MS.most)) {
      const answer = await this.create(reservation, token, idempotencyKey);
      if (answer.status === 201) return String(answer.body['bookingId']);
      if (answer.body['code'] !== 'sold_out') {
        this.fail(`create: ${answer.status} ${String(answer.body['code'])}`);
        return undefined;
      }
      if (this.options.standing.fullNights(reservation).length > 0) {
        // There is a room for everybody who stays: only those who do not can have come too late.
        if (reservation.cancelled) this.soldOutExplained++;
        else this.soldOutUnexplained++;
        return undefined;
      }
      if (Date.now() > giveUpAt) {
        this.soldOutUnexplained++;
        return undefined;
      }
      this.triedAgain++;
      await sleep(wait);
    }
  }

  private create(reservation: Reservation, token: string, idempotencyKey: string): Promise<Answer> {
    const { hotelId, categoryIds } = this.options.hotel;
    const { id, checkInDate, checkOutDate, guests } = reservation;
    const guest = { name: `Guest ${id}`, email: `${id.toLowerCase()}@guests.example` };
    const body = {
      ...{ hotelId, roomCategoryId: categoryIds.get(reservation.category) },
      ...{ checkInDate, checkOutDate, totalGuests: guests, guest },
    };
    return this.options.booking.call({
      kind: 'create',
      method: 'POST',
      path: '/bookings',
      token,
      body,
      idempotencyKey,
    });
  }

  private async move(kind: 'confirm' | 'cancel', path: string, bookingId: string, token: string): Promise<boolean> {
    const { status, body } = await this.options.booking.call({ kind, method: 'POST', path, token });
    if (status === 200) {
      this.answered.set(bookingId, String(body['status']));
      return true;
    }
    // What it reads as now is not known.
    this.answered.delete(bookingId);
    this.fail(`${kind}: ${status} ${String(body['code'])}`);
    return false;
  }

  private fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}
