import { parseArgs } from 'node:util';

export interface ReplayArguments {
  /** Reservations under way at once. */
  clients: number;
  /** How many of the first reservations to send. */
  limit: number;
  /** How long to wait at the end for mails that are on their way. */
  drainSeconds: number;
}

export function readArguments(args: string[]): ReplayArguments {
  const { values } = parseArgs({
    args,
    options: {
      clients: { type: 'string', default: '32' },
      limit: { type: 'string', default: '1000000' },
      'drain-seconds': { type: 'string', default: '60' },
    },
  });
  return {
    clients: whole('clients', values.clients, 1, 512),
    limit: whole('limit', values.limit, 1, 1_000_000),
    drainSeconds: whole('drain-seconds', values['drain-seconds'], 0, 86_400),
  };
}

function whole(name: string, value: string, least: number, most: number): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < least || number > most) {
    throw new Error(`--${name} is a whole number from ${least} to ${most}.`);
  }
  return number;
}
