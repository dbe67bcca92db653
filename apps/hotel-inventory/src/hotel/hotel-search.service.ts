import { Injectable } from '@nestjs/common';
import type MiniSearch from 'minisearch';
import { buildHotelIndex, type HotelText, rankHotels } from './hotel-index.js';
import { HotelRepository } from './hotel.repository.js';

/** After this time a change that another replica made is looked for. */
const CHECK_AFTER_MS = 1_000;

/** Full-text search over the hotels, by an index in this replica's memory that follows the database. */
@Injectable()
export class HotelSearch {
  private index: MiniSearch<HotelText> | undefined;
  private fingerprint: string | undefined;
  private checkAt = 0;
  private following: Promise<void> = Promise.resolve();

  constructor(private readonly hotels: HotelRepository) {}

  /** Numbers of the hotels that match, best first. */
  async find(text: string): Promise<number[]> {
    if (Date.now() >= this.checkAt) {
      this.checkAt = Date.now() + CHECK_AFTER_MS;
      // One after the other: a check that began before a change must not undo what a later one saw.
      this.following = this.following.catch(() => undefined).then(() => this.follow());
    }
    await this.following;
    return this.index ? rankHotels(this.index, text) : [];
  }

  /** To be told after a change was committed here: the next search sees it. */
  changed(): void {
    this.checkAt = 0;
  }

  private async follow(): Promise<void> {
    try {
      const fingerprint = await this.hotels.fingerprint();
      if (fingerprint === this.fingerprint) return;
      this.index = await buildHotelIndex(await this.hotels.findTexts());
      this.fingerprint = fingerprint;
    } catch (error) {
      this.checkAt = 0;
      throw error;
    }
  }
}
