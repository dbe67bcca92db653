import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { type HealthCheckResult, HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { PublicAccess } from '../auth/caller.js';
import { DomainError } from '../errors/domain-error.js';
import { sharedAnswer } from '../http/shared-answer.js';
import { within } from '../within.js';
import { Draining, HEALTH_CHECKS, type HealthCheck } from './health.js';

/** Longer than any healthy answer, shorter than a balancer's patience. */
const CHECK_TIMEOUT_MS = 1_500;

/** However many ask, the database is asked once in this time. */
const FRESH_MS = 1_000;

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
  ready(): Promise<HealthCheckResult> {
    // On the way out nothing else is asked: the sooner the balancer hears of it the better.
    return this.draining.started ? this.look([]) : this.lookAtAll();
  }

  private readonly lookAtAll = sharedAnswer(FRESH_MS, () => this.look(this.checks));

  private async look(checks: HealthCheck[]): Promise<HealthCheckResult> {
    try {
      return await this.health.check([() => this.accepting(), ...checks.map((part) => () => this.session(part))]);
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? notReady(error.getResponse() as HealthCheckResult) : error;
    }
  }

  private accepting() {
    const accepting = this.indicator.check('accepting-requests');
    return this.draining.started ? accepting.down() : accepting.up();
  }

  private async session(part: HealthCheck) {
    const session = this.indicator.check(part.name);
    try {
      await within(CHECK_TIMEOUT_MS, part.check());
      return session.up();
    } catch {
      // Why not is in the log; what is told here anybody can read.
      return session.down();
    }
  }
}

/** Names the parts that fail, and nothing else of them. */
function notReady({ details }: HealthCheckResult): DomainError {
  const parts = Object.fromEntries(Object.entries(details).map(([name, { status }]) => [name, status]));
  const down = Object.keys(parts).filter((name) => parts[name] === 'down');
  return new DomainError('unavailable', 'unavailable', `Not ready: ${down.join(', ')}.`, { parts });
}
