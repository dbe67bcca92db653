import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { GenerationBatches } from './generation-batches.service.js';
import { type GenerationJob, NIGHT_GENERATION } from './generation-queue.service.js';

/** Batches wait for each other's locks and for the database, hardly for this process. */
const CONCURRENCY = 4;

@Processor(NIGHT_GENERATION, { concurrency: CONCURRENCY })
export class NightGenerationProcessor extends WorkerHost implements BeforeApplicationShutdown {
  private readonly logger = new Logger(NightGenerationProcessor.name);
  private disconnected = false;

  constructor(private readonly batches: GenerationBatches) {
    super();
  }

  override async process(job: Job<GenerationJob>): Promise<void> {
    while (await this.batches.runNext(job.data.generationId));
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<GenerationJob> | undefined, error: Error): void {
    this.logger.error({ msg: 'generation stopped, to be tried again', generationId: job?.data.generationId, err: error });
  }

  /** Told once, not at every try to reconnect. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    if (!this.disconnected) this.logger.warn({ msg: 'no nights are generated without Redis', err: error });
    this.disconnected = true;
  }

  @OnWorkerEvent('ready')
  onReady(): void {
    this.disconnected = false;
  }

  /** Finishes the batches in hand. BullMQ would wait for ever for a Redis that is gone. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.worker.close(this.disconnected);
  }
}
