import { type Job, type JobsOptions, Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { type BookingMail, EMAIL_QUEUE, MAIL_JOB_OPTIONS, mailJobId } from '#contracts';
import { LISTENER_PATIENCE, parseEnv, patientRedisOptions } from '#platform';
import { AppModule } from '../../apps/notification/src/app.module.js';
import { NotificationEnv } from '../../apps/notification/src/env.js';
import { type RunningApp, startApp } from '../support/app.js';
import { sharedRedisUrl } from '../support/databases.js';
import { TestSmtpServer } from '../support/smtp-server.js';

const PATIENCE_MS = 15_000;
/** Retries as in production, but without its pauses. */
const QUICK_RETRIES: JobsOptions = { ...MAIL_JOB_OPTIONS, attempts: 5, backoff: { type: 'fixed', delay: 20 } };

/** The notification app between a real queue and a real SMTP server, in a Redis database that it has for itself. */
export class NotificationSystem {
  private readonly apps: RunningApp[] = [];

  private constructor(
    readonly redisUrl: string,
    readonly redis: Redis,
    readonly smtp: TestSmtpServer,
    readonly queue: Queue<unknown, string>,
    readonly events: QueueEvents,
  ) {}

  static async start(): Promise<NotificationSystem> {
    const redisUrl = ownRedisUrl();
    const redis = new Redis(redisUrl);
    await redis.flushdb();
    const connection = patientRedisOptions(redisUrl);
    const events = new QueueEvents(EMAIL_QUEUE, { ...LISTENER_PATIENCE, connection });
    await events.waitUntilReady();
    const queue = new Queue<unknown, string>(EMAIL_QUEUE, { connection });
    return new NotificationSystem(redisUrl, redis, await TestSmtpServer.start(), queue, events);
  }

  /** What the app reads from its environment. */
  variables(changes: Record<string, string> = {}): Record<string, string> {
    return {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent',
      PORT: '0',
      REDIS_URL: this.redisUrl,
      AUTH_SECRET: 'a secret that only these tests know',
      SERVICE_AUTH_SECRET: 'another secret that only these tests know',
      SMTP_URL: this.smtp.url,
      MAIL_FROM: 'Staylock <bookings@staylock.example>',
      MAIL_LOCK_MS: '1000',
      ...changes,
    };
  }

  async startApp(changes: Record<string, string> = {}): Promise<RunningApp> {
    const env = parseEnv(NotificationEnv, this.variables(changes));
    const app = await startApp('notification', AppModule.forRoot(env), env);
    this.apps.push(app);
    return app;
  }

  enqueue(mail: BookingMail, options: JobsOptions = {}): Promise<Job<unknown, string>> {
    return this.enqueueRaw(mail.kind, mail, { jobId: mailJobId(mail.booking.bookingId, mail.kind), ...options });
  }

  enqueueRaw(name: string, data: unknown, options: JobsOptions = {}): Promise<Job<unknown, string>> {
    return this.queue.add(name, data, { ...QUICK_RETRIES, ...options });
  }

  /** The job's result; rejects with the reason when it failed for good. */
  outcome(job: Job<unknown, string>): Promise<string> {
    return job.waitUntilFinished(this.events, PATIENCE_MS);
  }

  async stop(): Promise<void> {
    this.smtp.release();
    await Promise.all(this.apps.map((app) => app.close()));
    await this.queue.close();
    await this.events.close();
    await this.smtp.stop();
    this.redis.disconnect();
  }
}

/** Test files run side by side, each worker in a database of its own. */
function ownRedisUrl(): string {
  const url = new URL(sharedRedisUrl());
  url.pathname = `/${Number(process.env['JEST_WORKER_ID'] ?? 1) % 16}`;
  return url.href;
}
