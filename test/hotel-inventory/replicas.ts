import type { Override, RunningApp } from '../support/app.js';
import { createDatabases } from '../support/databases.js';
import { Line } from '../support/line.js';
import { HoldWorld, NO_LIMITS } from './hold-world.js';

export interface Replicas {
  world: HoldWorld;
  /** The app that `world` asks unless told otherwise; it reaches its database by the line. */
  line: Line;
  second: RunningApp;
}

/** Two replicas of hotel-inventory on one database; of the first one a test can hold back what the database answers. */
export async function withReplicas(
  work: (replicas: Replicas) => Promise<void>,
  env: Record<string, string> = NO_LIMITS,
  overrides: Override[] = [],
): Promise<void> {
  const databases = await createDatabases();
  const line = await Line.to(databases.inventoryUrl);
  try {
    const world = await HoldWorld.start(env, { databases, databaseUrl: line.url, overrides });
    try {
      await work({ world, line, second: await world.startReplica(overrides) });
    } finally {
      await world.close();
    }
  } finally {
    await line.close();
    await databases.drop();
  }
}

/** As `holdAnswerTo`, for an answer that is let through in the end, or never comes. */
export function answerHeld(line: Line, request: RegExp) {
  let arrived: () => void = () => undefined;
  let settle: (fate: 'pass' | 'cut') => void = () => undefined;
  const held = new Promise<void>((resolve) => (arrived = resolve));
  const settled = new Promise<'pass' | 'cut'>((resolve) => (settle = resolve));
  line.onAnswer = (sent) => {
    if (!request.test(sent.toString('latin1'))) return 'pass';
    line.onAnswer = () => 'pass';
    arrived();
    return settled;
  };
  return { held, settle };
}
