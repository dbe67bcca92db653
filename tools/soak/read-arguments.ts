import { parseArgs } from 'node:util';
import type { SoakOptions } from './soak.js';

const HALF_AN_HOUR = '30';

/** What the user asked for; an error says what is wrong with it. */
export function readSoakArguments(args: string[]): SoakOptions {
  const { values } = parseArgs({
    args,
    options: { minutes: { type: 'string', default: HALF_AN_HOUR }, rate: { type: 'string' } },
  });
  return {
    minutes: positive('minutes', values.minutes),
    rate: values.rate === undefined ? undefined : positive('rate', values.rate),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not ${text}.`);
  return value;
}
