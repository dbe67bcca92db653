import { portVariable, variable } from '../services/environment.js';

export interface StartEnvironment {
  host: string;
  ports: { booking: number; hotelInventory: number; notification: number };
  /** Undefined when SMTP_URL names a mail server of the user's own. */
  mailCatcher: { smtpPort: number; webPort: number } | undefined;
  smtpUrl: string;
}

export function startEnvironment(): StartEnvironment {
  const smtpPort = portVariable('SMTP_PORT', 1025);
  const ownSmtp = variable('SMTP_URL');
  return {
    host: variable('HOST') ?? '127.0.0.1',
    ports: {
      booking: portVariable('BOOKING_PORT', 3000),
      hotelInventory: portVariable('HOTEL_INVENTORY_PORT', 3001),
      notification: portVariable('NOTIFICATION_PORT', 3002),
    },
    mailCatcher: ownSmtp ? undefined : { smtpPort, webPort: portVariable('MAIL_WEB_PORT', 1080) },
    smtpUrl: ownSmtp ?? `smtp://127.0.0.1:${smtpPort}`,
  };
}

/** A port, the variable that chooses it, and the address that is listened on. */
export interface ChosenPort {
  variable: string;
  port: number;
  host: string;
}

export function chosenPorts({ host, ports, mailCatcher }: StartEnvironment): ChosenPort[] {
  const apps = [
    { variable: 'BOOKING_PORT', port: ports.booking, host },
    { variable: 'HOTEL_INVENTORY_PORT', port: ports.hotelInventory, host },
    { variable: 'NOTIFICATION_PORT', port: ports.notification, host },
  ];
  if (!mailCatcher) return apps;
  return [
    ...apps,
    { variable: 'SMTP_PORT', port: mailCatcher.smtpPort, host: '127.0.0.1' },
    { variable: 'MAIL_WEB_PORT', port: mailCatcher.webPort, host: '127.0.0.1' },
  ];
}
