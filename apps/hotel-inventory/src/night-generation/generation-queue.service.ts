import { setTimeout as sleep } from 'node:timers/promises';
import { InjectQueue } from '@nestjs/bullmq';
import { Injectable, Logger } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { NightGenerationRepository } from './night-generation.repository.js';

export const NIGHT_GENERATION = 'night-generation';

export interface GenerationJob {
  generationId: string;
}

/** Redis answers in a few ms or not at all; the task comes back to what was not enqueued. */
const TIMEOUT_MS = 1_000;
/** At a time; the others have their turn when these are done. */
const LIMIT = 200;

/** The way from the rows of unfinished generations, which are the truth, to the workers. */
@Injectable()
export class GenerationQueue {
  private readonly logger = new Logger(GenerationQueue.name);

  constructor(
    @InjectQueue(NIGHT_GENERATION) private readonly queue: Queue<GenerationJob>,
    private readonly generations: NightGenerationRepository,
  ) {
    // Without a listener every attempt to reach Redis again would be printed.
    queue.on('error', (error) => this.logger.debug({ msg: 'queue', err: error }));
  }

  /** To be called after a commit, never inside a transaction: neither waits nor fails. */
  nudge(): void {
    void this.enqueueUnfinished();
  }

  /** Enqueues what is not done. One that is queued or under way already is not queued twice. */
  async enqueueUnfinished(): Promise<void> {
    try {
      const ids = await this.generations.findUnfinished(LIMIT);
      if (ids.length > 0) await withinTime(this.add(ids));
    } catch (error) {
      this.logger.warn({ msg: 'generations stay unfinished for now', err: error });
    }
  }

  private async add(ids: string[]): Promise<void> {
    const client = await this.queue.getBackend().client;
    // While it is not, commands would pile up here until it is.
    if (client.status !== 'ready') throw new Error('Redis cannot be reached');
    await this.queue.addBulk(
      ids.map((generationId) => ({
        name: 'generate',
        data: { generationId },
        // No trace is left in Redis, whatever comes of it: it would stand in the way of the next try.
        opts: { jobId: `generation-${generationId}`, removeOnComplete: true, removeOnFail: true },
      })),
    );
  }
}

async function withinTime(work: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(TIMEOUT_MS, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`Redis did not answer within ${TIMEOUT_MS} ms`);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    late.catch(() => undefined);
    work.catch(() => undefined);
    timer.abort();
  }
}
