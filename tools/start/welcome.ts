import { randomUUID } from 'node:crypto';
import { signUserToken } from '#platform';
import { dataPath } from '../services/data-folder.js';
import { type Running, secrets } from '../services/running.js';
import { findOffer, type Offer } from './first-booking.js';
import { DEMO_STAFF } from './seed-if-empty.js';

const DEMO_GUEST = '42';
const TOKEN_HOURS = 12;

/** Where everything is, and one command that books a room. */
export async function welcome(running: Running): Promise<string> {
  const { bookingUrl, inventoryUrl, notificationUrl, mailWebUrl } = running;
  const offer = await findOffer(inventoryUrl);
  return [
    '',
    'Staylock is running.',
    '',
    `  booking          ${bookingUrl}/api/v1    OpenAPI at ${bookingUrl}/docs`,
    `  hotel-inventory  ${inventoryUrl}/api/v1    OpenAPI at ${inventoryUrl}/docs`,
    `  notification     ${notificationUrl}/health/ready    OpenAPI at ${notificationUrl}/docs`,
    `  mails            ${mailWebUrl ?? `sent by ${withoutPassword(running.smtpUrl)}`}`,
    `  logs             ${dataPath('logs')}`,
    '',
    `  npm run token -- --user ${DEMO_GUEST} --role guest            a token for the REST interface, as a guest`,
    `  npm run token -- --user ${DEMO_STAFF} --role staff    … as the staff of the demo hotels`,
    '  npm run demo                                       one booking, step by step',
    '  npm run verify                                     checks every invariant in the databases',
    '',
    ...(offer
      ? await bookingCommand(bookingUrl, offer)
      : ['There is no free room: add hotels and nights before you book.']),
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}

async function bookingCommand(bookingUrl: string, offer: Offer): Promise<string[]> {
  const token = await signUserToken(secrets().AUTH_SECRET, { userId: DEMO_GUEST, role: 'guest' }, TOKEN_HOURS * 3_600);
  const { hotelName, ...stay } = offer;
  const body = JSON.stringify({ ...stay, totalGuests: 1, guest: { name: 'Ada Lovelace', email: 'ada@example.com' } });
  return [
    `Book two nights at ${hotelName} (the same command again gives the same booking):`,
    '',
    `curl -i -X POST ${bookingUrl}/api/v1/bookings \\`,
    `  -H 'Authorization: Bearer ${token}' \\`,
    `  -H 'Idempotency-Key: ${randomUUID()}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${body}'`,
  ];
}

function withoutPassword(url: string): string {
  const parts = new URL(url);
  parts.password = '';
  return parts.href;
}
