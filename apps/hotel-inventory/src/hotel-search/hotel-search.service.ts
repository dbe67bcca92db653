import { Injectable } from '@nestjs/common';
import { isDatabaseUnavailable } from '#database';
import { Metrics, Unavailable, within } from '#platform';
import { HotelIndexFeed } from './hotel-index-feed.service.js';
import { HotelIndexClient, IndexLost } from './hotel-index.client.js';

/** An index that is older than this is brought up to date first … */
const FRESH_MS = 1_000;
/** … if that takes no longer than this: else the answer is of the older one, and the next search looks again. */
const PATIENCE_MS = 300;
/** A search takes some ms, more when the machine is busy with bookings, which go before. */
const ANSWER_WITHIN_MS = 2_000;
/** Different searches that wait for the one index: more would not be answered in time anyway. */
export const MOST_WAITING = 16;

/**
 * Full-text search over the hotels, by an index in a thread of this replica that follows the database. However much is
 * searched for, requests of others wait for none of it.
 */
@Injectable()
export class HotelSearch {
  private readonly underWay = new Map<string, Promise<number[]>>();
  private readonly searches;
  private changes = 0;
  private changesSeen = 0;

  constructor(
    private readonly index: HotelIndexClient,
    private readonly feed: HotelIndexFeed,
    metrics: Metrics,
  ) {
    this.searches = metrics.counter('staylock_hotel_searches_total', 'Searches for hotels', {
      outcome: ['answered', 'shared', 'refused', 'failed'],
    });
    metrics.gauge(
      'staylock_hotel_index_age_seconds',
      'How long ago the index over hotels was last as the database is; absent until it has been filled',
      [],
      (gauge) => (feed.isFed ? gauge.set(feed.ageMs / 1_000) : gauge.remove({})),
    );
  }

  /** Numbers of the hotels that match, best first. Equal searches at one instant are one. */
  async find(text: string): Promise<number[]> {
    const key = text.toLowerCase();
    const same = this.underWay.get(key);
    if (same) {
      this.searches.inc({ outcome: 'shared' });
      return same;
    }
    if (this.underWay.size >= MOST_WAITING) {
      this.searches.inc({ outcome: 'refused' });
      // Not `overloaded`, which pages somebody: nothing but searching is refused.
      throw new Unavailable(
        'search_unavailable',
        'There are more searches than can be done; try again after a moment.',
      );
    }
    const search = this.search(text).finally(() => this.underWay.delete(key));
    this.underWay.set(key, search);
    return search;
  }

  /** To be told after a change was committed here: the next search sees it. */
  changed(): void {
    this.changes++;
  }

  private async search(text: string): Promise<number[]> {
    try {
      const hotelIds = await within(ANSWER_WITHIN_MS, this.rank(text, Date.now() + ANSWER_WITHIN_MS));
      this.searches.inc({ outcome: 'answered' });
      return hotelIds;
    } catch (error) {
      this.searches.inc({ outcome: 'failed' });
      if (isDatabaseUnavailable(error)) throw error;
      throw new Unavailable('search_unavailable', 'Hotels cannot be searched for just now; try again after a moment.');
    }
  }

  private async rank(text: string, until: number): Promise<number[]> {
    await this.keepUp();
    if (!this.feed.isFed) throw new IndexLost('not filled');
    const hotelIds = await this.index.ask('rank', { text, until });
    if (!hotelIds) throw new IndexLost('too slow');
    return hotelIds;
  }

  private async keepUp(): Promise<void> {
    const { changes } = this;
    if (changes === this.changesSeen && this.feed.isFed && this.feed.ageMs < FRESH_MS) return;
    const followed = this.feed.follow().then(() => (this.changesSeen = Math.max(this.changesSeen, changes)));
    // An index that has hotels answers in any case, an empty one only when it has been filled.
    if (this.feed.isFed) await within(PATIENCE_MS, followed).catch(() => undefined);
    else await followed;
  }
}
