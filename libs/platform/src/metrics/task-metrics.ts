import { Injectable } from '@nestjs/common';
import { Metrics } from './metrics.js';

/** From a look at an empty table to a run that the next one already waits for. */
const BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60];

/** How the scheduled work of an app goes. */
@Injectable()
export class TaskMetrics {
  private readonly runs;
  private readonly lastSuccess;
  private readonly durations;
  private readonly known = new Set<string>();

  constructor(metrics: Metrics) {
    this.runs = metrics.counter('staylock_task_runs_total', 'Runs of scheduled tasks in this process', {
      task: [],
      outcome: [],
    });
    this.lastSuccess = metrics.gauge(
      'staylock_task_last_success_timestamp_seconds',
      'When the task last succeeded in this process; before that, when it was first due',
      ['task'],
    );
    this.durations = metrics.histogram('staylock_task_duration_seconds', 'Time of one run', BUCKETS_S, { task: [] });
  }

  /** Runs the work as one run of the task; throws what it throws. */
  async run<T>(task: string, work: () => Promise<T>): Promise<T> {
    this.introduce(task);
    const end = this.durations.startTimer({ task });
    try {
      const result = await work();
      this.runs.inc({ task, outcome: 'succeeded' });
      this.lastSuccess.setToCurrentTime({ task });
      return result;
    } catch (error) {
      this.runs.inc({ task, outcome: 'failed' });
      throw error;
    } finally {
      end();
    }
  }

  private introduce(task: string): void {
    if (this.known.has(task)) return;
    this.known.add(task);
    // A task that never succeeds must not go unnoticed because it has no value.
    this.lastSuccess.setToCurrentTime({ task });
    for (const outcome of ['succeeded', 'failed']) this.runs.inc({ task, outcome }, 0);
  }
}
