import { ISSUER } from '#platform';
import { resolve } from 'node:path';
import { dataPath } from '../services/data-folder.js';
import { secrets } from '../services/secrets.js';
import type { Services } from '../services/services.js';
import type { StartEnvironment } from './start-environment.js';

/** One process of the system. */
export interface Part {
  name: string;
  script: string;
  args: string[];
  environment: NodeJS.ProcessEnv;
  /** Answers 200 when the part can be used. */
  readyUrl: string;
  /** Whether it has lines to say where `npm start` was called, besides its log. */
  tells?: boolean;
}

/** The parts in the order in which they are started; they are stopped in the opposite one. */
export function partsOf(start: StartEnvironment, services: Services): Part[] {
  const app = (name: string, port: number, own: NodeJS.ProcessEnv): Part => ({
    name,
    script: resolve('dist/apps', name, 'src/main.js'),
    args: [],
    environment: { ...shared(start, services), ...own, PORT: String(port) },
    readyUrl: `http://127.0.0.1:${port}/health/ready`,
  });
  const { booking, hotelInventory, notification } = start.ports;
  return [
    ...mailCatcher(start),
    app('hotel-inventory', hotelInventory, {
      INVENTORY_DATABASE_URL: services.inventoryDatabaseUrl,
      // On a machine of one's own one user tries everything.
      HOLDS_PER_GUEST: process.env['HOLDS_PER_GUEST'] || '0',
      HOLDS_ABANDONED_PER_HOUR: process.env['HOLDS_ABANDONED_PER_HOUR'] || '0',
      ROOM_NIGHTS_PER_GUEST: process.env['ROOM_NIGHTS_PER_GUEST'] || '0',
      ROOM_NIGHTS_AT_ONCE: process.env['ROOM_NIGHTS_AT_ONCE'] || '0',
    }),
    app('notification', notification, {
      SMTP_URL: start.smtpUrl,
      MAIL_FROM: process.env['MAIL_FROM'] || 'Staylock <bookings@staylock.example>',
    }),
    app('booking', booking, {
      BOOKING_DATABASE_URL: services.bookingDatabaseUrl,
      HOTEL_INVENTORY_URL: process.env['HOTEL_INVENTORY_URL'] || `http://127.0.0.1:${hotelInventory}`,
      PUBLIC_URL: process.env['PUBLIC_URL'] || `http://127.0.0.1:${booking}`,
    }),
  ];
}

/** What the user has set for the apps goes through to them, but no app gets another one's database. */
function shared(start: StartEnvironment, services: Services): NodeJS.ProcessEnv {
  const { AUTH_SECRET, SERVICE_AUTH_SECRET } = secrets();
  const users = Object.entries(process.env).filter(([name]) => !name.endsWith('DATABASE_URL'));
  return {
    // What is tried out here comes from one address, and from few users.
    RATE_LIMIT_USER_PER_MINUTE: '0',
    RATE_LIMIT_ADDRESS_PER_MINUTE: '0',
    ...Object.fromEntries(users),
    // In production nobody may sign tokens as the tools do here.
    NODE_ENV: 'development',
    HOST: start.host,
    REDIS_URL: services.redisUrl,
    // The tokens that the tools make are issued under this name.
    AUTH_ISSUER: ISSUER,
    AUTH_SECRET,
    SERVICE_AUTH_SECRET,
  };
}

function mailCatcher({ mailCatcher }: StartEnvironment): Part[] {
  if (!mailCatcher) return [];
  const { smtpPort, webPort, keptMails } = mailCatcher;
  return [
    {
      name: 'mail-catcher',
      script: resolve('dist/tools/start/mail-catcher-process.js'),
      args: [String(smtpPort), String(webPort), dataPath('mails'), String(keptMails)],
      environment: process.env,
      readyUrl: `http://127.0.0.1:${webPort}/healthz`,
      tells: true,
    },
  ];
}
