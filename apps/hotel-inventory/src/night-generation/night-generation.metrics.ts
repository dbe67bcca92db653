import { Injectable } from '@nestjs/common';
import { Metrics } from '#platform';
import { NightGenerationRepository } from './night-generation.repository.js';

/** Whether the nights that were asked for are being made. */
@Injectable()
export class NightGenerationMetrics {
  constructor(metrics: Metrics, generations: NightGenerationRepository) {
    const unfinished = metrics.gauge('staylock_night_generations_unfinished', 'Generations that are not done');
    const idle = metrics.gauge(
      'staylock_night_generations_idle_seconds',
      'How long the unfinished generation has made no progress that has made none for longest; 0 when there is none',
    );
    metrics.askAtScrape('night generations', [unfinished, idle], async () => {
      const standing = await generations.standing();
      return [
        { gauge: unfinished, value: standing.unfinished },
        { gauge: idle, value: standing.idleSeconds },
      ];
    });
  }
}
