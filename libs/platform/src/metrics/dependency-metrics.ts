import { Inject, Injectable } from '@nestjs/common';
import { HEALTH_CHECKS, type HealthCheck } from '../health/health.js';
import { within } from '../within.js';
import { Metrics } from './metrics.js';

/** Shorter than a scrape waits for all answers: a part that hangs is told as away. */
const CHECK_TIMEOUT_MS = 800;

/** Whether the parts that the app cannot work without are there, by the checks of its readiness. */
@Injectable()
export class DependencyMetrics {
  constructor(metrics: Metrics, @Inject(HEALTH_CHECKS) checks: HealthCheck[]) {
    const gauge = metrics.gauge(
      'staylock_dependency_up',
      'Whether a part that the app needs to be ready answers: 1 or 0',
      ['dependency'],
    );
    metrics.askAtScrape('dependencies', [gauge], () =>
      Promise.all(
        checks.map(async ({ name, check }) => {
          const isUp = await within(CHECK_TIMEOUT_MS, check()).then(
            () => true,
            () => false,
          );
          return { gauge, labels: { dependency: name }, value: isUp ? 1 : 0 };
        }),
      ),
    );
  }
}
