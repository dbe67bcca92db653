import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { SchedulerRegistry } from '@nestjs/schedule';
import { Test } from '@nestjs/testing';
import { configureRoutes, createHttpAdapter, JSON_ONLY, type PlatformEnv } from '#platform';

/** A provider of the app that a test replaces: to take a guard out and show that the test would notice. */
export interface Override {
  provide: Type;
  useClass: Type;
}

export interface RunningApp {
  app: NestFastifyApplication;
  url: string;
  close(): Promise<void>;
}

/** Starts one app in this process on a free port, as its main.ts does, without its schedules: tests run the tasks. */
export async function startApp(
  name: string,
  module: DynamicModule,
  env: PlatformEnv,
  overrides: Override[] = [],
): Promise<RunningApp> {
  const app = await createApp(name, module, env, overrides);
  await app.init();
  stopSchedules(app.get(SchedulerRegistry));
  await app.listen(env.PORT, '127.0.0.1');
  return { app, url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close: () => app.close() };
}

/** One app as its main.ts makes it, with providers replaced; not yet listening. */
export async function createApp(
  name: string,
  module: DynamicModule,
  env: PlatformEnv,
  overrides: Override[],
): Promise<NestFastifyApplication> {
  const builder = Test.createTestingModule({ imports: [module] });
  for (const { provide, useClass } of overrides) builder.overrideProvider(provide).useClass(useClass);
  const testing = await builder.compile();
  const { adapter, logger } = createHttpAdapter(name, env);
  const app = testing.createNestApplication<NestFastifyApplication>(adapter, { logger, ...JSON_ONLY });
  configureRoutes(app);
  return app;
}

function stopSchedules(schedules: SchedulerRegistry): void {
  for (const job of schedules.getCronJobs().values()) void job.stop();
  for (const name of schedules.getIntervals()) schedules.deleteInterval(name);
  for (const name of schedules.getTimeouts()) schedules.deleteTimeout(name);
}
