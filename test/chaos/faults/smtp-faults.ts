import { setTimeout as sleep } from 'node:timers/promises';
import type { MailFate, MailSink } from '../../cluster/mail-sink.js';
import type { Fault, Trial } from './fault.js';

const LASTS_MS = { least: 3_000, most: 5_000 };

/** Every mail, or its recipient, meets the same for a while; answers with how many it struck. */
async function treat(
  { cluster: { smtp }, random }: Trial,
  change: (smtp: MailSink, struck: () => void) => void,
): Promise<number> {
  let struck = 0;
  change(smtp, () => struck++);
  await sleep(random.int(LASTS_MS.least, LASTS_MS.most));
  smtp.onBody = () => 'accept';
  smtp.onRecipient = () => 'accept';
  return struck;
}

const toBodies = (fate: MailFate) => (trial: Trial) =>
  treat(trial, (smtp, struck) => {
    smtp.onBody = () => {
      struck();
      return fate;
    };
  });

export const SMTP_FAULTS: Fault[] = [
  {
    name: 'smtp-refuses',
    title: 'SMTP refuses connections',
    parts: ['smtp'],
    mayDoubleMails: true,
    async inject({ cluster: { smtp }, random }) {
      await smtp.shut();
      await sleep(random.int(LASTS_MS.least, LASTS_MS.most));
      await smtp.open();
      return 1;
    },
  },
  {
    name: 'smtp-hangs',
    title: 'SMTP hangs after DATA',
    parts: ['smtp'],
    mayDoubleMails: true,
    inject: toBodies('hang'),
  },
  {
    name: 'smtp-drops',
    title: 'SMTP drops after DATA',
    parts: ['smtp'],
    mayDoubleMails: true,
    inject: toBodies('drop'),
  },
  {
    name: 'smtp-4xx',
    title: 'SMTP says 451, then 250',
    parts: ['smtp'],
    inject: (trial) => {
      const seen = new Set<string>();
      return treat(trial, (smtp, struck) => {
        smtp.onBody = ({ messageId }) => {
          if (seen.has(messageId)) return 'accept';
          seen.add(messageId);
          struck();
          return { refuse: 'data', code: 451 };
        };
      });
    },
  },
  {
    name: 'smtp-5xx',
    title: 'SMTP says 550 to some recipients',
    parts: ['smtp'],
    inject: (trial) => {
      const unlucky = String(trial.random.int(0, 9));
      return treat(trial, (smtp, struck) => {
        smtp.onRecipient = ({ recipient }) => {
          if (!recipient.includes(`${unlucky}@`)) return 'accept';
          struck();
          return { refuse: 'recipient', code: 550 };
        };
      });
    },
  },
];
