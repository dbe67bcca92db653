import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { askQueueDepth, impatientRedis, Metrics, TaskMetrics } from '#platform';
import { InventoryEnv } from '../env.js';
import { NightGenerationRepository } from './night-generation.repository.js';

export const NIGHT_GENERATION = 'night-generation';

export interface GenerationJob {
  generationId: string;
}

/** Redis answers in a few ms or not at all; the task comes back to what was not enqueued. */
const COMMAND_TIMEOUT_MS = 1_000;
/** At a time; the others have their turn when these are done. */
const LIMIT = 200;

/** The way from the rows of unfinished generations, which are the truth, to the workers. */
@Injectable()
export class GenerationQueue implements OnApplicationShutdown {
  private readonly logger = new Logger(GenerationQueue.name);
  private readonly redis: Redis;
  private queue: Queue<GenerationJob> | undefined;

  constructor(
    env: InventoryEnv,
    private readonly generations: NightGenerationRepository,
    private readonly tasks: TaskMetrics,
    metrics: Metrics,
  ) {
    // Not the workers' connection: that one waits for Redis, in requests and at shutdown too.
    this.redis = impatientRedis(env.REDIS_URL, COMMAND_TIMEOUT_MS);
    askQueueDepth(metrics, NIGHT_GENERATION, () => this.connectedQueue());
  }

  /** To be called after a commit, never inside a transaction: neither waits nor fails. */
  nudge(): void {
    void this.enqueueUnfinished();
  }

  /** Enqueues what is not done. One that is queued or under way already is not queued twice. Never fails. */
  async enqueueUnfinished(): Promise<void> {
    try {
      await this.tasks.run('enqueue-generations', async () => {
        const ids = await this.generations.findUnfinished(LIMIT);
        if (ids.length > 0) await this.enqueue(ids);
      });
    } catch (error) {
      this.logger.warn({ msg: 'generations stay unfinished for now', err: error });
    }
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private async enqueue(ids: string[]): Promise<void> {
    const queue = await this.connectedQueue();
    await queue.addBulk(
      ids.map((generationId) => ({
        name: 'generate',
        data: { generationId },
        // No trace is left in Redis, whatever comes of it: it would stand in the way of the next try.
        opts: { jobId: `generation-${generationId}`, removeOnComplete: true, removeOnFail: true },
      })),
    );
  }

  /** Made when Redis is first there: a queue whose first contact fails stays broken. */
  private async connectedQueue(): Promise<Queue<GenerationJob>> {
    if (this.redis.status !== 'ready') throw new Error('Redis cannot be reached');
    if (this.queue) return this.queue;
    const queue = new Queue<GenerationJob>(NIGHT_GENERATION, { connection: this.redis });
    queue.on('error', (error) => this.logger.debug({ msg: 'queue', err: error }));
    try {
      await queue.waitUntilReady();
    } catch (error) {
      await queue.close();
      throw error;
    }
    this.queue = queue;
    return queue;
  }
}
