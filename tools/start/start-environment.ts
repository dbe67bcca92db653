import { chosenPorts } from '#ports';
import { variable } from '../services/environment.js';

interface MailCatcher {
  smtpPort: number;
  webPort: number;
  /** The newest ones; older ones go. */
  keptMails: number;
}

export interface StartEnvironment {
  host: string;
  ports: { booking: number; hotelInventory: number; notification: number };
  /** Undefined when SMTP_URL names a mail server of the user's own. */
  mailCatcher: MailCatcher | undefined;
  smtpUrl: string;
}

export function startEnvironment(): StartEnvironment {
  const chosen = new Map(chosenPorts(process.env).map(({ variable, port }) => [variable, port]));
  const port = (name: string) => chosen.get(name) ?? 0;
  const ownSmtp = variable('SMTP_URL');
  return {
    host: variable('HOST') ?? '127.0.0.1',
    ports: {
      booking: port('BOOKING_PORT'),
      hotelInventory: port('HOTEL_INVENTORY_PORT'),
      notification: port('NOTIFICATION_PORT'),
    },
    mailCatcher: ownSmtp ? undefined : mailCatcher(port('SMTP_PORT'), port('MAIL_WEB_PORT')),
    smtpUrl: ownSmtp ?? `smtp://127.0.0.1:${port('SMTP_PORT')}`,
  };
}

/** More than one looks at, and some 50 MB. */
const KEPT_MAILS = 5_000;

function mailCatcher(smtpPort: number, webPort: number): MailCatcher {
  const keptMails = Number(variable('MAILS_KEPT') ?? KEPT_MAILS);
  if (!Number.isSafeInteger(keptMails) || keptMails < 1) throw new Error('MAILS_KEPT must be a whole number above 0.');
  return { smtpPort, webPort, keptMails };
}
