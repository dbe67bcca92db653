import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { type BeforeApplicationShutdown, Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { closeWorker } from '#platform';
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
    await closeWorker(this.worker);
  }
}
