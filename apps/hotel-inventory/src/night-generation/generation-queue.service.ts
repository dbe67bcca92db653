import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { askQueueDepth, impatientRedis, Metrics, TaskMetrics } from '#platform';
import { InventoryEnv } from '../env.js';
import { NightGenerationRepository, type Turn } from './night-generation.repository.js';

export const NIGHT_GENERATION = 'night-generation';

/** One turn of a hotel: a batch of its nights. */
export interface GenerationJob {
  /** Missing in jobs of the version before, whose workers do all of the generation. */
  hotelId?: number;
  generationId: string;
}

/** Redis answers in a few ms or not at all; the task comes back to what was not enqueued. */
const COMMAND_TIMEOUT_MS = 1_000;
/** Hotels at a time; the others have their turn when these are done. */
const LIMIT = 200;
/** BullMQ takes jobs without a priority first. */
const LAST = 1;

/**
 * The way from the rows of unfinished generations, which are the truth, to the workers. A hotel has one job at a time,
 * for one batch, and the next one behind the jobs of all others: however much one hotel asks for, each waits for no more
 * than a batch of every other one. What nobody waits for, the sale window's stock, goes last.
 */
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

  /** Enqueues the hotel's next turn, if it has one. To be called after a commit: neither waits nor fails. */
  nudge(hotelId: number): void {
    void this.untroubled(async () => {
      const turn = await this.generations.findTurnOf(hotelId);
      if (!turn) return;
      await this.enqueue([turn]);
      if (!turn.background) await this.bringForward(hotelId);
    });
  }

  /** As `nudge`, for every hotel. */
  nudgeAll(): void {
    void this.enqueueUnfinished();
  }

  /** Enqueues what is not done. A hotel that is queued or under way already is not queued twice. Never fails. */
  enqueueUnfinished(): Promise<void> {
    return this.untroubled(() =>
      this.tasks.run('enqueue-generations', async () => {
        const turns = await this.generations.findTurns(LIMIT);
        if (turns.length > 0) await this.enqueue(turns);
      }),
    );
  }

  onApplicationShutdown(): void {
    this.redis.disconnect();
  }

  private async untroubled(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.logger.warn({ msg: 'generations stay unfinished for now', err: error });
    }
  }

  private async enqueue(turns: readonly Turn[]): Promise<void> {
    const queue = await this.connectedQueue();
    await queue.addBulk(
      turns.map(({ hotelId, generationId, background }) => ({
        name: 'generate',
        data: { hotelId, generationId },
        opts: {
          jobId: jobIdOf(hotelId),
          ...(background ? { priority: LAST } : {}),
          // No trace is left in Redis, whatever comes of it: it would stand in the way of the next try.
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  /** The hotel's job may have been there already, for its stock. */
  private async bringForward(hotelId: number): Promise<void> {
    const queue = await this.connectedQueue();
    const job = await queue.getJob(jobIdOf(hotelId));
    if (job?.priority === LAST) await job.changePriority({ priority: 0 });
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

function jobIdOf(hotelId: number): string {
  return `hotel-${hotelId}`;
}
