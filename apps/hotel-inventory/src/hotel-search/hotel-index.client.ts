import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { IndexAnswer, IndexOrders, OrderName } from './index-orders.js';

/** As built: a thread loads what Node can load. */
const THREAD = fileURLToPath(import.meta.resolve('#hotel-index-thread'));
/** A thread that dies at once must not be started over and over. */
const RESTART_AFTER_MS = 1_000;
/** What the index may take: a hotel takes some 3 kB. More ends the thread, and not the app. */
const MOST_MEMORY_MB = 1_024;

/** The thread with the index died, or is not running; a new one begins empty. */
export class IndexLost extends Error {}

interface Waiting {
  resolve: (answer: never) => void;
  reject: (error: Error) => void;
}

/** Asks the thread that has the index over hotels. It is started when it is first asked, and again when it has died. */
@Injectable()
export class HotelIndexClient implements OnApplicationShutdown {
  private readonly logger = new Logger(HotelIndexClient.name);
  private readonly waiting = new Map<number, Waiting>();
  private worker: Worker | undefined;
  private startedAt = -Infinity;
  private asked = 0;
  private stopped = false;
  /** Differs for each thread: what was put into the one before is gone. */
  threadNumber = 0;

  ask<Name extends OrderName>(name: Name, order: IndexOrders[Name]['order']): Promise<IndexOrders[Name]['answer']> {
    const worker = (this.worker ??= this.start());
    const id = ++this.asked;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.postMessage({ id, name, order });
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    await this.worker?.terminate();
  }

  private start(): Worker {
    if (this.stopped || performance.now() - this.startedAt < RESTART_AFTER_MS) throw new IndexLost('not running');
    this.startedAt = performance.now();
    this.threadNumber++;
    const worker = new Worker(THREAD, {
      name: 'hotel-index',
      resourceLimits: { maxOldGenerationSizeMb: MOST_MEMORY_MB },
    });
    worker.on('message', ({ id, answer }: IndexAnswer) => {
      this.waiting.get(id)?.resolve(answer as never);
      this.waiting.delete(id);
    });
    worker.on('error', (error) => this.logger.error({ msg: 'the index over hotels died', err: error }));
    worker.on('exit', () => this.lost(worker));
    // Does not keep a process alive that is done.
    worker.unref();
    return worker;
  }

  private lost(worker: Worker): void {
    if (this.worker !== worker) return;
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(new IndexLost('died'));
    this.waiting.clear();
  }
}
