import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { closeWorker, WORKER_PATIENCE } from '#platform';
import { GenerationBatches } from './generation-batches.service.js';
import { type GenerationJob, GenerationQueue, NIGHT_GENERATION } from './generation-queue.service.js';

/** Batches wait for each other's locks and for the database, hardly for this process. */
const CONCURRENCY = 4;

@Processor(NIGHT_GENERATION, { ...WORKER_PATIENCE, concurrency: CONCURRENCY })
export class NightGenerationProcessor extends WorkerHost implements BeforeApplicationShutdown {
  private readonly logger = new Logger(NightGenerationProcessor.name);
  private stopping = false;

  constructor(
    private readonly batches: GenerationBatches,
    private readonly queue: GenerationQueue,
  ) {
    super();
  }

  override async process({ data }: Job<GenerationJob>): Promise<void> {
    if (this.stopping) return;
    if (data.hotelId !== undefined) await this.batches.runTurn(data.hotelId);
    // By a replica of the version before, which knew of no turns.
    else await this.batches.runNext(data.generationId);
  }

  /** Behind all the others that wait: the next turn of the hotel. */
  @OnWorkerEvent('completed')
  onCompleted({ data }: Job<GenerationJob>): void {
    if (this.stopping) return;
    if (data.hotelId !== undefined) this.queue.nudge(data.hotelId);
    else this.queue.nudgeAll();
  }

  /** There may be more hotels than are enqueued at a time. */
  @OnWorkerEvent('drained')
  onDrained(): void {
    if (!this.stopping) this.queue.nudgeAll();
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<GenerationJob> | undefined, error: Error): void {
    this.logger.error({
      msg: 'generation stopped, to be tried again',
      hotelId: job?.data.hotelId,
      generationId: job?.data.generationId,
      err: error,
    });
  }

  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.logger.debug({ msg: 'worker', err: error });
  }

  /** Finishes the batches in hand; what is left of their generations is in the rows. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await closeWorker(this.worker);
  }
}
