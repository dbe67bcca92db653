import { Controller, Get, Inject } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { PublicAccess } from '../auth/caller.js';
import { within } from '../within.js';
import { Draining, HEALTH_CHECKS, type HealthCheck } from './health.js';

/** Longer than any healthy answer, shorter than a balancer's patience. */
const CHECK_TIMEOUT_MS = 1_500;

/** `GET /health/live`: the process answers. `GET /health/ready`: it can do its work; 503 when not. */
@ApiExcludeController()
@PublicAccess()
@Controller({ path: 'health' })
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly draining: Draining,
    @Inject(HEALTH_CHECKS) private readonly checks: HealthCheck[],
  ) {}

  @Get('live')
  live() {
    return { status: 'ok' };
  }

  @Get('ready')
  ready() {
    return this.health.check([
      () => {
        const draining = this.indicator.check('accepting-requests');
        return this.draining.started ? draining.down() : draining.up();
      },
      // On the way out nothing else is asked: the sooner the balancer hears of it the better.
      ...(this.draining.started ? [] : this.checks).map((part) => async () => {
        const session = this.indicator.check(part.name);
        try {
          await within(CHECK_TIMEOUT_MS, part.check());
          return session.up();
        } catch {
          return session.down();
        }
      }),
    ]);
  }
}
