import { setImmediate } from 'node:timers/promises';
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
  private stopping = false;

  constructor(private readonly batches: GenerationBatches) {
    super();
  }

  override async process(job: Job<GenerationJob>): Promise<void> {
    while (!this.stopping && (await this.batches.runNext(job.data.generationId)));
  }

  @OnWorkerEvent('failed')
  onFailed(job: Job<GenerationJob> | undefined, error: Error): void {
    this.logger.error({
      msg: 'generation stopped, to be tried again',
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
    // BullMQ would wait for ever for a Redis that is gone.
    await this.worker.close(!(await this.isConnected()));
  }

  private async isConnected(): Promise<boolean> {
    const { client, blockingClient } = this.worker.getBackend();
    // They are not there before the first contact.
    const clients = await Promise.race([Promise.all([client, blockingClient]), setImmediate([])]);
    return clients.length > 0 && clients.every((connection) => connection?.status === 'ready');
  }
}
