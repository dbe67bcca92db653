import { Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { HotelIndexFeed } from './hotel-index-feed.service.js';

const EVERY_MS = 1_000;

/** Fills the index over hotels when the app starts, and keeps it up to date while nobody searches. */
@Injectable()
export class FollowHotelsTask {
  private readonly logger = new Logger(FollowHotelsTask.name);
  private running = false;

  constructor(private readonly feed: HotelIndexFeed) {}

  @Interval(EVERY_MS)
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    try {
      await this.feed.follow();
    } catch (error) {
      // Searches go on by the index as it is; its age is a metric.
      this.logger.debug({ msg: 'the index over hotels is not up to date', err: error });
    } finally {
      this.running = false;
    }
  }
}
