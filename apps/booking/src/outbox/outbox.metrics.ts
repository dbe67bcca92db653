import { InjectQueue } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { type BookingMail, EMAIL_QUEUE, MAIL_KINDS, type MailKind } from '#contracts';
import { askQueueDepth, Metrics, type Reading, TaskMetrics } from '#platform';
import { type Backlog, OutboxBacklogRepository } from './outbox-backlog.repository.js';

const TOPICS = ['MAIL', 'HOLD_RELEASE'] as const;
/** `queued`, `skipped` and `lost` are of mails, `delivered` of releases; `postponed` is a try that failed. */
const OUTCOMES = ['queued', 'delivered', 'skipped', 'postponed', 'lost'] as const;
/** In which an event can be found waiting, or given up. */
const FOUND: Pick<Backlog, 'topic' | 'state'>[] = [
  { topic: 'MAIL', state: 'PENDING' },
  { topic: 'MAIL', state: 'QUEUED' },
  { topic: 'MAIL', state: 'DEAD' },
  { topic: 'HOLD_RELEASE', state: 'PENDING' },
];

/** What bookings set off, and how its delivery goes. */
@Injectable()
export class OutboxMetrics {
  private readonly changes;
  private readonly outcomes;
  private readonly events;
  private readonly oldest;
  private readonly overdue;

  constructor(
    metrics: Metrics,
    /** The relay's rounds, and asking for outcomes, are scheduled work as well. */
    readonly tasks: TaskMetrics,
    backlog: OutboxBacklogRepository,
    @InjectQueue(EMAIL_QUEUE) queue: Queue<BookingMail>,
  ) {
    this.changes = metrics.counter('staylock_booking_events_total', 'Committed changes of bookings, and reminders', {
      kind: MAIL_KINDS,
    });
    this.outcomes = metrics.counter('staylock_outbox_deliveries_total', 'What became of outbox events that were due', {
      topic: TOPICS,
      outcome: OUTCOMES,
    });
    const labels = ['topic', 'state'] as const;
    this.events = metrics.gauge('staylock_outbox_events', 'Events that wait or were given up; at most 5000', labels);
    this.oldest = metrics.gauge('staylock_outbox_oldest_seconds', 'Age of the oldest such event', labels);
    this.overdue = metrics.gauge(
      'staylock_outbox_overdue_seconds',
      'How long the relay has left the event lying that has been due for longest',
      labels,
    );
    metrics.askAtScrape('outbox', [this.events, this.oldest, this.overdue], async () =>
      this.readingsOf(await backlog.read()),
    );
    askQueueDepth(metrics, EMAIL_QUEUE, () => queue);
  }

  /** So many bookings have changed, by a committed transaction. */
  changed(kind: MailKind, times = 1): void {
    this.changes.inc({ kind }, times);
  }

  delivered(topic: (typeof TOPICS)[number], outcome: (typeof OUTCOMES)[number], times = 1): void {
    this.outcomes.inc({ topic, outcome }, times);
  }

  private readingsOf(backlog: Backlog[]): Reading[] {
    return FOUND.flatMap((labels) => {
      const found = backlog.find(({ topic, state }) => topic === labels.topic && state === labels.state);
      return [
        { gauge: this.events, labels, value: found?.events ?? 0 },
        { gauge: this.oldest, labels, value: found?.oldestSeconds ?? 0 },
        ...(labels.state === 'DEAD' ? [] : [{ gauge: this.overdue, labels, value: found?.overdueSeconds ?? 0 }]),
      ];
    });
  }
}
