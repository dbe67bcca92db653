import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { GenerationQueue } from './generation-queue.service.js';

const EVERY_MS = 3_000;

/** Brings to the workers what a lost nudge, a failed job or an emptied Redis left undone. */
@Injectable()
export class EnqueueGenerationsTask {
  private running = false;

  constructor(private readonly queue: GenerationQueue) {}

  @Interval(EVERY_MS)
  async run(): Promise<void> {
    if (this.running) return;
    this.running = true;
    await this.queue.enqueueUnfinished();
    this.running = false;
  }
}
