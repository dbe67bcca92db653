import fc from 'fast-check';
import { hostileName, hostileValue } from './hostile-values.js';
import type { Json } from './json.js';

/** One thing that is wrong with a request: `place` and `how` are reduced to the choices there are. */
export interface Change {
  place: number;
  how: number;
  value: Json;
  name: string;
}

/** What goes wrong before anybody looks at what is asked: kept rare, so that most requests get that far. */
export type Disturbance = 'text' | 'media-type' | 'token' | 'address' | 'raw' | undefined;

/** A request as numbers and hostile values; together with the world it becomes one that can be sent. */
export interface Recipe {
  operation: number;
  choices: number[];
  changes: Change[];
  disturbance: Disturbance;
  /** Which of the ways to disturb. */
  way: number;
}

const choice = fc.noBias(fc.nat(2 ** 31 - 1));

const change: fc.Arbitrary<Change> = fc.record({
  place: choice,
  how: choice,
  value: hostileValue,
  name: hostileName,
});

const disturbance: fc.Arbitrary<Disturbance> = fc.oneof(
  { weight: 930, arbitrary: fc.constant(undefined) },
  { weight: 25, arbitrary: fc.constant<Disturbance>('text') },
  { weight: 8, arbitrary: fc.constant<Disturbance>('media-type') },
  { weight: 8, arbitrary: fc.constant<Disturbance>('token') },
  { weight: 7, arbitrary: fc.constant<Disturbance>('address') },
  { weight: 22, arbitrary: fc.constant<Disturbance>('raw') },
);

const recipe: fc.Arbitrary<Recipe> = fc.record({
  operation: choice,
  choices: fc.array(choice, { minLength: 24, maxLength: 24 }),
  changes: fc.oneof(
    { weight: 10, arbitrary: fc.constant<Change[]>([]) },
    { weight: 60, arbitrary: fc.tuple(change) },
    { weight: 30, arbitrary: fc.array(change, { minLength: 2, maxLength: 4 }) },
  ),
  disturbance,
  way: choice,
});

const AT_ONCE = 200;

/** The first `count` recipes of a seed, made as they are needed. */
export function* recipesOf(seed: number, count: number): Generator<Recipe> {
  for (let made = 0; made < count; made += AT_ONCE) {
    yield* fc.sample(recipe, { seed: seed + made, numRuns: Math.min(AT_ONCE, count - made) });
  }
}
