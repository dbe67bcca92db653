import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger } from '@nestjs/common';
import type { Job } from 'bullmq';
import { GenerationBatches } from './generation-batches.service.js';
import { type GenerationJob, NIGHT_GENERATION } from './generation-queue.service.js';

/** Batches wait for each other's locks and for the database, hardly for this process. */
const CONCURRENCY = 4;

@Processor(NIGHT_GENERATION, { concurrency: CONCURRENCY })
export class NightGenerationProcessor extends WorkerHost {
  private readonly logger = new Logger(NightGenerationProcessor.name);

  constructor(private readonly batches: GenerationBatches) {
    super();
  }

  async process(job: Job<GenerationJob>): Promise<void> {
    while (await this.batches.runNext(job.data.generationId));
  }

  @OnWorkerEvent('failed')
  failed(job: Job<GenerationJob> | undefined, error: Error): void {
    this.logger.error({ msg: 'generation stopped, to be tried again', generationId: job?.data.generationId, err: error });
  }

  @OnWorkerEvent('error')
  disconnected(error: Error): void {
    this.logger.debug({ msg: 'worker', err: error });
  }
}
