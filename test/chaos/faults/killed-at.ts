import { setTimeout as sleep } from 'node:timers/promises';
import type { Lines, Replica } from '../../cluster/replica.js';
import type { MailFate } from '../../cluster/mail-sink.js';
import type { Fault, Trial } from './fault.js';
import { CONFIRMS_HOLDS, TAKES_HOLDS } from '../../support/hold-calls.js';
import { killAndRelaunch } from './kills.js';

/** Under load each of these moments comes many times a second, unless nothing works just then. */
const COMES_WITHIN_MS = 5_000;

interface Moment {
  /** Of whom the process dies. */
  app: 'booking' | 'hotel-inventory';
  line: keyof Lines;
  /** The answer at which it dies: the other end has done the work, and nobody heard of it. */
  isAnswerTo(sent: string, before: string): boolean;
}

/** Kills one replica when the answer has come as far as its line; answers whether there was one. */
async function killAt({ app, line: name, isAnswerTo }: Moment, { cluster, random }: Trial): Promise<number> {
  const replica = random.pick(cluster.replicasOf(app));
  const line = replica.lines[name];
  if (!line) throw new Error(`${replica.name} has no line ${name}`);
  // Not always the first one: what else is under way differs then.
  let passing = random.int(0, 20);
  const dead = new Promise<void>((resolve) => {
    line.onAnswer = (sent, before) => {
      if (!isAnswerTo(sent.toString('latin1'), before.toString('latin1')) || passing-- > 0) return 'pass';
      line.onAnswer = () => 'pass';
      return replica.kill().then(() => {
        resolve();
        return 'cut' as const;
      });
    };
  });
  await Promise.race([dead, sleep(COMES_WITHIN_MS)]);
  line.onAnswer = () => 'pass';
  return relaunchIfDead(replica);
}

async function relaunchIfDead(replica: Replica): Promise<number> {
  if (replica.isRunning) return 0;
  await killAndRelaunch(replica);
  return 1;
}

/** The mail's body has come and the sender dies; whether the mail counts as taken differs. */
async function killInMidMail({ cluster, random }: Trial): Promise<number> {
  const { smtp } = cluster;
  const replica = random.pick(cluster.notification);
  const giveUpAt = Date.now() + COMES_WITHIN_MS;
  smtp.onBody = async (): Promise<MailFate> => {
    smtp.onBody = () => 'accept';
    await replica.kill();
    return random.pick(['accept', 'drop']);
  };
  while (replica.isRunning && Date.now() < giveUpAt) await sleep(20);
  smtp.onBody = () => 'accept';
  return relaunchIfDead(replica);
}

const isCommit = (sent: string) => sent.endsWith('COMMIT');

const AFTER_HOLD: Moment = {
  app: 'booking',
  line: 'inventory',
  isAnswerTo: (sent) => TAKES_HOLDS.test(sent),
};
const BETWEEN_CONFIRMS: Moment = {
  app: 'booking',
  line: 'inventory',
  isAnswerTo: (sent) => CONFIRMS_HOLDS.test(sent),
};
const AFTER_COMMIT: Moment = {
  app: 'booking',
  line: 'database',
  isAnswerTo: (sent, before) => isCommit(sent) && /INTO (Outbox|IdempotencyKey)/.test(before),
};
const AFTER_HOLD_COMMIT: Moment = {
  app: 'hotel-inventory',
  line: 'database',
  isAnswerTo: (sent, before) => isCommit(sent) && /UPDATE Hold|CategoryNight/.test(before),
};
const BEFORE_QUEUE: Moment = {
  app: 'booking',
  line: 'database',
  isAnswerTo: (sent, before) => isCommit(sent) && /UPDATE Outbox SET claimedBy/.test(before),
};
const AFTER_QUEUE: Moment = {
  app: 'booking',
  line: 'redis',
  isAnswerTo: (sent) => /"kind":"/.test(sent),
};

export const KILLED_AT: Fault[] = [
  {
    name: 'kill-after-hold',
    title: '… after the hold, before the booking',
    parts: ['booking', 'rooms-line'],
    inject: (trial) => killAt(AFTER_HOLD, trial),
  },
  {
    name: 'kill-between-confirms',
    title: '… between the two steps of a confirm',
    parts: ['booking', 'rooms-line'],
    inject: (trial) => killAt(BETWEEN_CONFIRMS, trial),
  },
  {
    name: 'kill-after-commit',
    title: '… after the commit, before the answer',
    parts: ['booking'],
    inject: (trial) => killAt(AFTER_COMMIT, trial),
  },
  {
    name: 'kill-after-hold-commit',
    title: '… hotel-inventory, after its commit',
    parts: ['hotel-inventory'],
    inject: (trial) => killAt(AFTER_HOLD_COMMIT, trial),
  },
  {
    name: 'kill-before-queue',
    title: '… after the event, before the queue',
    parts: ['booking'],
    inject: (trial) => killAt(BEFORE_QUEUE, trial),
  },
  {
    name: 'kill-after-queue',
    title: '… after the queue took it, before the row',
    parts: ['booking'],
    inject: (trial) => killAt(AFTER_QUEUE, trial),
  },
  {
    name: 'kill-in-mail',
    title: '… notification, in mid-mail',
    parts: ['notification', 'smtp'],
    mayDoubleMails: true,
    inject: killInMidMail,
  },
];
