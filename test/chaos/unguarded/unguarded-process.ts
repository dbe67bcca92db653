import type { DynamicModule } from '@nestjs/common';
import { parseEnv, type PlatformEnv } from '#platform';
import { createApp, type Override } from '../../support/app.js';
import { type Guard, GUARDS, isOut, setLinger, takeOut } from './guard.js';

/** Which guards a test build is without, separated by commas, and how long it lingers where they were. */
export const GUARDS_OUT_VARIABLE = 'STAYLOCK_TEST_GUARDS_OUT';
export const LINGER_VARIABLE = 'STAYLOCK_TEST_LINGER_MS';

/** Runs a test build of an app, as its main.ts runs the app, without the guards that the environment names. */
export async function runUnguarded<Env extends PlatformEnv>(
  name: string,
  type: new () => Env,
  moduleFor: (env: Env) => DynamicModule,
  overrides: Override[],
): Promise<void> {
  takeOut((process.env[GUARDS_OUT_VARIABLE] ?? '').split(',').filter(isGuard));
  setLinger(Number(process.env[LINGER_VARIABLE] ?? 0));
  const env = parseEnv(type, { ...process.env, ...(isOut('category-lock') ? { LOCKING: 'off' } : {}) });
  const app = await createApp(name, moduleFor(env), env, overrides);
  app.enableShutdownHooks(['SIGTERM']);
  await app.listen(env.PORT, env.HOST);
}

function isGuard(name: string): name is Guard {
  return (GUARDS as readonly string[]).includes(name);
}
