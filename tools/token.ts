import { parseArgs } from 'node:util';
import { ISSUER, ServiceTokens, signUserToken } from '#platform';
import { secrets } from './services/secrets.js';

const USAGE = 'Usage: npm run token -- --user 42 --role guest|staff|service [--hours 12]';
const { user, role, hours } = readArguments();
const lifetimeSeconds = Math.round(hours * 3_600);
const { AUTH_SECRET, SERVICE_AUTH_SECRET } = secrets();

if (role === 'service') {
  console.log(await new ServiceTokens(user, ISSUER, { secret: SERVICE_AUTH_SECRET }, lifetimeSeconds).get());
} else {
  console.log(await signUserToken(AUTH_SECRET, { userId: user, role }, lifetimeSeconds));
}

function readArguments(): { user: string; role: 'guest' | 'staff' | 'service'; hours: number } {
  try {
    const { values } = parseArgs({
      options: { user: { type: 'string' }, role: { type: 'string' }, hours: { type: 'string', default: '12' } },
    });
    const { user, role } = values;
    const hours = Number(values.hours);
    if (!user || user.length > 64) throw new Error('--user names the caller, in 1 to 64 characters.');
    if (role !== 'guest' && role !== 'staff' && role !== 'service')
      throw new Error('--role is guest, staff or service.');
    // The apps take none that lives longer.
    if (!(hours > 0 && hours <= 24)) throw new Error('--hours is a number above 0, at most 24.');
    return { user, role, hours };
  } catch (error) {
    console.error(`${(error as Error).message}\n${USAGE}`);
    process.exit(1);
  }
}
