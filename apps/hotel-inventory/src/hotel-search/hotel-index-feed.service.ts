import { Injectable } from '@nestjs/common';
import { HotelIndexClient } from './hotel-index.client.js';
import { HotelTextRepository } from './hotel-text.repository.js';

/** Hotels that are read and indexed at once: some ms, between which other work has its turn. */
const PAGE = 200;
/**
 * Changes that are younger than this at a look are read again at the next: a transaction carries the time of its
 * statements and is seen only when it has committed.
 */
const LATE_COMMIT_MS = 10_000;

/**
 * Lets the index follow the hotels in the database: what changed since the last look, and when there are more or fewer
 * hotels than in the index, what is missing on either side. The same brings all hotels to a new, empty index.
 */
@Injectable()
export class HotelIndexFeed {
  private seenUntil: Date | undefined;
  private fedThread = 0;
  private endedAt = -Infinity;
  private running: Promise<void> | undefined;
  private next: Promise<void> | undefined;

  constructor(
    private readonly hotels: HotelTextRepository,
    private readonly index: HotelIndexClient,
  ) {}

  /** Whether the index has all hotels as they were some time ago, if not as they are. */
  get isFed(): boolean {
    return this.fedThread !== 0 && this.fedThread === this.index.threadNumber;
  }

  /** ms since the index was last as the database is. */
  get ageMs(): number {
    return performance.now() - this.endedAt;
  }

  /** Brings the index to what was committed before this call. Calls that come while it is at it share the next look. */
  follow(): Promise<void> {
    if (!this.running && !this.next) return this.begin();
    return (this.next ??= (this.running ?? Promise.resolve()).catch(() => undefined).then(() => this.begin()));
  }

  private begin(): Promise<void> {
    this.next = undefined;
    this.running = this.look().finally(() => (this.running = undefined));
    return this.running;
  }

  private async look(): Promise<void> {
    const { now, hotels } = await this.hotels.standing();
    if (this.seenUntil) {
      const since = new Date(this.seenUntil.getTime() - LATE_COMMIT_MS);
      await this.put(await this.hotels.findIdsChangedSince(since));
    }
    const indexed = await this.index.ask('put', []);
    const { threadNumber } = this.index;
    if (indexed !== hotels) await this.put(await this.index.ask('keepOnly', await this.hotels.findAllIds()));
    // The thread may have died and another one begun meanwhile.
    if (threadNumber !== this.index.threadNumber) return;
    this.fedThread = threadNumber;
    this.seenUntil = now;
    this.endedAt = performance.now();
  }

  private async put(hotelIds: readonly number[]): Promise<void> {
    for (let from = 0; from < hotelIds.length; from += PAGE) {
      await this.index.ask('put', await this.hotels.findTexts(hotelIds.slice(from, from + PAGE)));
    }
  }
}
