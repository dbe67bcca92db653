// Which ports `npm start` takes, and whether they are free: looked at before anything is installed.
import { createServer } from 'node:net';
import { holderOf } from './port-holder.mjs';

const LOCAL = '127.0.0.1';

/** What listens on a port, the variable that chooses it, and the address. */
export function chosenPorts(env) {
  const host = env.HOST || LOCAL;
  const apps = [
    { part: 'booking', variable: 'BOOKING_PORT', port: portOf(env, 'BOOKING_PORT', 3000), host },
    {
      part: 'hotel-inventory',
      variable: 'HOTEL_INVENTORY_PORT',
      port: portOf(env, 'HOTEL_INVENTORY_PORT', 3001),
      host,
    },
    { part: 'notification', variable: 'NOTIFICATION_PORT', port: portOf(env, 'NOTIFICATION_PORT', 3002), host },
  ];
  // With a mail server of the user's own there is no mail catcher.
  if (env.SMTP_URL) return apps;
  return [
    ...apps,
    { part: 'the mail catcher', variable: 'SMTP_PORT', port: portOf(env, 'SMTP_PORT', 1025), host: LOCAL },
    {
      part: "the mail catcher's page",
      variable: 'MAIL_WEB_PORT',
      port: portOf(env, 'MAIL_WEB_PORT', 1080),
      host: LOCAL,
    },
  ];
}

/** Throws when two parts are to have one port, or somebody else has it: who that is, and what to do. */
export async function requireFreePorts(ports) {
  const complaints = [];
  const others = [];
  const wanted = new Map();
  for (const { part, variable, port, host } of ports) {
    const earlier = wanted.get(port);
    wanted.set(port, variable);
    if (earlier) throw new Error(`${earlier} and ${variable} are both ${port}: every part needs a port of its own.`);
    if (await isFree(port, host)) continue;
    const holder = holderOf(port) ?? 'another program';
    complaints.push(`Port ${port}, which ${part} listens on, is taken by ${holder}.`);
    others.push(`${variable}=${await freePortAfter(port, host)}`);
  }
  if (complaints.length === 0) return;
  throw new Error(
    [...complaints, `Stop what is there, or choose other ports: ${others.join(' ')} npm start`].join('\n'),
  );
}

export function isFree(port, host = LOCAL) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/** Ten further on, so that the ports of the other parts are not proposed. */
async function freePortAfter(port, host) {
  for (let next = port + 10; next <= 65_535; next += 10) if (await isFree(next, host)) return next;
  return '…';
}

function portOf(env, name, usual) {
  const given = env[name];
  if (!given) return usual;
  if (/^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 65_535) return Number(given);
  throw new Error(`${name} must be a port from 1 to 65535.`);
}
