import { setTimeout as sleep } from 'node:timers/promises';
import type { Line, Mode } from '../../support/line.js';
import type { Fault, Trial } from './fault.js';

const linesToRooms = ({ cluster }: Trial): Line[] =>
  cluster.booking.flatMap(({ lines }) => (lines.inventory ? [lines.inventory] : []));

/** All calls of booking meet the same for a while. */
async function inMode(mode: Mode, trial: Trial): Promise<number> {
  const lines = linesToRooms(trial);
  for (const line of lines) {
    line.mode = mode;
    line.cutAll();
  }
  await sleep(trial.random.int(2_000, 4_000));
  for (const line of lines) {
    line.mode = 'pass';
    // What was swallowed meanwhile will never be answered.
    line.cutAll();
  }
  return 1;
}

const faultOf = (mode: Mode, name: string, title: string): Fault => ({
  name,
  title,
  parts: ['rooms-line'],
  inject: (trial) => inMode(mode, trial),
});

export const INVENTORY_FAULTS: Fault[] = [
  {
    name: 'inventory-slow',
    title: 'hotel-inventory slow',
    parts: ['rooms-line'],
    async inject(trial) {
      const lines = linesToRooms(trial);
      for (const line of lines) line.onAnswer = () => sleep(trial.random.int(50, 2_000), 'pass' as const);
      await sleep(trial.random.int(3_000, 5_000));
      for (const line of lines) line.onAnswer = () => 'pass';
      return 1;
    },
  },
  {
    name: 'inventory-resets-answers',
    title: 'hotel-inventory resets after the work',
    parts: ['rooms-line'],
    async inject(trial) {
      const lines = linesToRooms(trial);
      for (const line of lines) line.onAnswer = () => (trial.random.chance(0.3) ? 'cut' : 'pass');
      await sleep(trial.random.int(3_000, 5_000));
      for (const line of lines) line.onAnswer = () => 'pass';
      return 1;
    },
  },
  faultOf('refuse', 'inventory-resets', 'hotel-inventory resets connections'),
  faultOf('silent', 'inventory-silent', 'hotel-inventory says nothing'),
  faultOf('failing', 'inventory-500', 'hotel-inventory answers 500'),
  faultOf('garbage', 'inventory-garbage', 'hotel-inventory answers garbage'),
];
