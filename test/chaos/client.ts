import { setTimeout as sleep } from 'node:timers/promises';
import { bookingIdOf } from '../../apps/booking/src/booking/booking-id.js';
import type { TestCategory } from '../support/category.js';
import type { ClientAnswer } from './client-answer.js';
import type { Attempt, Ledger } from './ledger.js';
import type { Random } from './random.js';

export interface Surroundings {
  ledger: Ledger;
  categories: TestCategory[];
  toBooking(method: 'GET' | 'POST', path: string, message: Message): Promise<ClientAnswer>;
  toInventory(path: string): Promise<ClientAnswer>;
  token(userId: string): Promise<string>;
  /** Text that guests send along; long texts fill a disk. */
  wishes(): string;
}

export interface Message {
  token: string;
  key?: string;
  json?: unknown;
}

const WEIGHTS = { create: 30, again: 10, confirm: 22, cancel: 12, read: 12, list: 2, availability: 8, search: 4 };
/** More than these are left to expire. */
const PENDING_KEPT = 4;
/** More than these are cancelled before more is confirmed. */
const CONFIRMED_KEPT = 6;
const DATES = 24;

/** One client that does one thing after the other: books, repeats, confirms, cancels, forgets, looks. */
export class Client {
  private pending: Attempt[] = [];
  private confirmed: Attempt[] = [];
  /** No answer came, or 503: to be sent again with the same key. */
  private doubtful: Attempt[] = [];

  constructor(
    private readonly name: string,
    private readonly random: Random,
    private readonly around: Surroundings,
  ) {}

  async step(): Promise<void> {
    // A careful client repeats what it got no answer to.
    const action = this.doubtful.length > 0 && this.random.chance(0.3) ? 'again' : this.random.weighted(WEIGHTS);
    const failed = await this[action]();
    // As Retry-After asks for, only sooner: the end of an outage should be seen when it comes.
    await sleep(failed ? this.random.int(80, 200) : this.random.int(5, 60));
  }

  private async create(): Promise<boolean> {
    const userId = `${this.name}-${this.random.int(1, 1_000_000)}`;
    const key = this.random.uuid();
    const category = this.random.pick(this.around.categories);
    const attempt = this.around.ledger.add({
      ...{ bookingId: bookingIdOf(userId, key), key, userId, token: await this.around.token(userId) },
      body: {
        ...category.stay(this.random.int(1, DATES), this.random.int(1, 3)),
        rooms: this.random.chance(0.1) ? 2 : 1,
        totalGuests: 1,
        guest: { name: 'Ada Lovelace', email: `${userId}@example.org` },
        specialRequests: this.around.wishes(),
      },
      ...{ startedAt: Date.now(), created: undefined, confirm: 'no', cancel: 'no', expired: false },
    });
    // Now and then a double click, which lands at two replicas.
    const copies = this.random.chance(0.08) ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: copies }, () => this.sendCreate(attempt)));
    return answers.some((failed) => failed);
  }

  private async again(): Promise<boolean> {
    const attempt = this.doubtful.shift() ?? this.anyOf([...this.pending, ...this.confirmed]);
    return attempt ? this.sendCreate(attempt) : this.search();
  }

  private async sendCreate(attempt: Attempt): Promise<boolean> {
    const { token, key, body } = attempt;
    const isRepeat = attempt.created !== undefined;
    const answer = await this.around.toBooking('POST', '/bookings', { token, key, json: body });
    if (answer.status === 201) this.noteCreated(attempt, answer);
    else if (answer.failed) keep(this.doubtful, attempt, 20);
    else if (isRepeat) this.contradict(attempt, `the repeat of its create was answered ${answer.name}`);
    return answer.failed;
  }

  private noteCreated(attempt: Attempt, { body }: ClientAnswer): void {
    const told = { reference: body['reference'], amount: body['bookingAmount'] };
    if (body['bookingId'] !== attempt.bookingId)
      this.contradict(attempt, `its create told of ${String(body['bookingId'])}`);
    if (!attempt.created) {
      attempt.created = told;
      keep(this.pending, attempt, PENDING_KEPT);
    } else if (attempt.created.reference !== told.reference || attempt.created.amount !== told.amount) {
      this.contradict(attempt, 'the repeat of its create told something else than the first answer');
    }
  }

  private async confirm(): Promise<boolean> {
    const attempt = this.confirmed.length < CONFIRMED_KEPT ? this.anyOf(this.pending) : undefined;
    if (!attempt) return this.availability();
    const inDoubt = attempt.confirm === 'sent';
    attempt.confirm = 'sent';
    const answer = await this.around.toBooking('POST', `/bookings/confirm/${attempt.key}`, { token: attempt.token });
    if (answer.failed) return true;
    this.pending = this.pending.filter((other) => other !== attempt);
    if (answer.status === 200 && answer.body['status'] === 'CONFIRMED') {
      attempt.confirm = 'told';
      this.confirmed.push(attempt);
    } else if (answer.code === 'booking_expired') {
      attempt.expired = !inDoubt && attempt.cancel === 'no';
    } else if (answer.code !== 'booking_cancelled' || attempt.cancel === 'no') {
      this.contradict(attempt, `its confirm was answered ${answer.name}`);
    }
    return false;
  }

  private async cancel(): Promise<boolean> {
    const full = this.confirmed.length >= CONFIRMED_KEPT;
    const attempt = full || this.random.chance(0.4) ? this.confirmed[0] : this.anyOf(this.pending);
    if (!attempt) return this.availability();
    const inDoubt = attempt.confirm === 'sent' || attempt.cancel === 'sent';
    attempt.cancel = 'sent';
    const answer = await this.around.toBooking('POST', `/bookings/${attempt.bookingId}/cancel`, {
      token: attempt.token,
    });
    if (answer.failed) return true;
    this.pending = this.pending.filter((other) => other !== attempt);
    this.confirmed = this.confirmed.filter((other) => other !== attempt);
    if (answer.status === 200 && answer.body['status'] === 'CANCELLED') attempt.cancel = 'told';
    else if (answer.code === 'booking_expired' && attempt.confirm !== 'told') attempt.expired = !inDoubt;
    else this.contradict(attempt, `its cancel was answered ${answer.name}`);
    return false;
  }

  private async read(): Promise<boolean> {
    const attempt = this.anyOf([...this.pending, ...this.confirmed]);
    if (!attempt) return this.availability();
    const answer = await this.around.toBooking('GET', `/bookings/${attempt.bookingId}`, { token: attempt.token });
    if (answer.failed) return true;
    const { status } = answer.body;
    const lost = attempt.confirm === 'told' && attempt.cancel === 'no' && status !== 'CONFIRMED';
    if (answer.status !== 200 || lost) this.contradict(attempt, `a read said ${answer.name} ${String(status)}`);
    return false;
  }

  private async list(): Promise<boolean> {
    const attempt = this.anyOf([...this.pending, ...this.confirmed]);
    if (!attempt) return this.search();
    return (await this.around.toBooking('GET', '/bookings?limit=20', { token: attempt.token })).failed;
  }

  private async availability(): Promise<boolean> {
    const category = this.random.pick(this.around.categories);
    const { checkInDate, checkOutDate, roomCategoryId } = category.stay(this.random.int(1, DATES), 2);
    const query = new URLSearchParams({ checkInDate, checkOutDate, roomCategoryId: String(roomCategoryId) });
    query.set('rooms', '1');
    query.set('totalGuests', '1');
    return (await this.around.toInventory(`/availability?${query}`)).failed;
  }

  private async search(): Promise<boolean> {
    return (await this.around.toInventory('/hotels?search=casa')).failed;
  }

  private anyOf(attempts: Attempt[]): Attempt | undefined {
    return attempts.length === 0 ? undefined : this.random.pick(attempts);
  }

  private contradict(attempt: Attempt, what: string): void {
    this.around.ledger.contradict(attempt, what);
  }
}

/** Keeps the newest; what falls out is left to itself. */
function keep(list: Attempt[], attempt: Attempt, most: number): void {
  list.push(attempt);
  if (list.length > most) list.shift();
}
