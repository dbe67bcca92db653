import { parseArgs } from 'node:util';

export interface FuzzArguments {
  requests: number;
  /** The same seed makes the same requests. */
  seed: number;
  /** Requests under way at once. */
  clients: number;
}

export function readArguments(args: string[], newSeed: () => number): FuzzArguments {
  const { values } = parseArgs({
    args,
    options: {
      requests: { type: 'string', default: '100000' },
      seed: { type: 'string' },
      clients: { type: 'string', default: '16' },
    },
  });
  return {
    requests: whole('requests', values.requests, 1, 10_000_000),
    seed: whole('seed', values.seed ?? String(newSeed()), 0, 2 ** 31 - 1),
    clients: whole('clients', values.clients, 1, 16),
  };
}

function whole(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (value.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
}
