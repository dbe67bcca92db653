import { type DynamicModule, type FactoryProvider, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { TerminusModule } from '@nestjs/terminus';
import { AuthGuard } from './auth/auth.guard.js';
import { Authentication } from './auth/authentication.js';
import { TokenVerifier } from './auth/tokens.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { Draining, HEALTH_CHECKS, type HealthCheck } from './health/health.js';
import { HealthController } from './health/health.controller.js';
import { DependencyMetrics } from './metrics/dependency-metrics.js';
import { RequestsUnderWay } from './http/requests-under-way.js';
import { HttpMetrics, METRICS_TOKEN } from './metrics/http-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { TaskMetrics } from './metrics/task-metrics.js';
import type { PlatformEnv } from './platform-env.js';
import { RateLimits } from './rate-limit/rate-limits.js';
import { requestValidation } from './validation/request-validation.js';

/** What every app has: authentication, validation, one error filter, health, schedules. */
@Module({})
export class PlatformModule {
  /** `app` names the app where apps share something, as the keys in Redis. */
  static forRoot(
    app: string,
    env: PlatformEnv,
    checks: Pick<FactoryProvider<HealthCheck[]>, 'inject' | 'useFactory'>,
  ): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [
        ScheduleModule.forRoot(),
        // The filter writes the answer; Terminus' own logger would add a multi-line block to the log.
        TerminusModule.forRoot({ logger: false }),
      ],
      controllers: [HealthController],
      providers: [
        // Before what refuses requests: those are counted too.
        Metrics,
        { provide: METRICS_TOKEN, useValue: env.METRICS_TOKEN },
        HttpMetrics,
        DependencyMetrics,
        TaskMetrics,
        Draining,
        RequestsUnderWay,
        { provide: HEALTH_CHECKS, ...checks },
        {
          provide: TokenVerifier,
          useFactory: () =>
            new TokenVerifier(
              env.AUTH_ISSUER,
              { secret: env.AUTH_SECRET, jwksUrl: env.AUTH_JWKS_URL },
              { secret: env.SERVICE_AUTH_SECRET, jwksUrl: env.SERVICE_AUTH_JWKS_URL },
            ),
        },
        { provide: RateLimits, useFactory: () => new RateLimits(app, env) },
        Authentication,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_PIPE, useFactory: requestValidation },
      ],
      exports: [TokenVerifier, Metrics, TaskMetrics, RequestsUnderWay],
    };
  }
}
