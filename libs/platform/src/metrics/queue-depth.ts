import type { Queue } from 'bullmq';
import type { Metrics } from './metrics.js';

/** `failed` are kept for staff to look at. */
const STATES = { wait: 'waiting', prioritized: 'waiting', active: 'active', delayed: 'delayed', failed: 'failed' };

/** Puts the depth of a queue into the metrics, by asking Redis at each scrape. `queue` throws while there is none. */
export function askQueueDepth(
  metrics: Metrics,
  name: string,
  queue: () => Pick<Queue, 'getJobCounts'> | Promise<Pick<Queue, 'getJobCounts'>>,
): void {
  const gauge = metrics.gauge('staylock_queue_jobs', 'Jobs in a queue', ['queue', 'state']);
  metrics.askAtScrape(`queue ${name}`, [gauge], async () => {
    const counts = await (await queue()).getJobCounts('wait', 'prioritized', 'active', 'delayed', 'failed');
    const depth = new Map<string, number>();
    for (const [state, label] of Object.entries(STATES))
      depth.set(label, (depth.get(label) ?? 0) + (counts[state] ?? 0));
    return [...depth].map(([state, value]) => ({ gauge, labels: { queue: name, state }, value }));
  });
}
