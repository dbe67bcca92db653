import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dataPath, writePrivately } from './data-folder.js';

/** What this machine's private servers and the development tokens are secured with. */
export interface Secrets {
  AUTH_SECRET: string;
  SERVICE_AUTH_SECRET: string;
  databaseRootPassword: string;
  bookingDatabasePassword: string;
  inventoryDatabasePassword: string;
  migrationDatabasePassword: string;
  redisPassword: string;
}

/** The secrets of this folder, made at their first use. AUTH_SECRET and SERVICE_AUTH_SECRET of the environment win. */
export function secrets(): Secrets {
  const kept = keptSecrets();
  return {
    ...kept,
    AUTH_SECRET: process.env['AUTH_SECRET'] || kept.AUTH_SECRET,
    SERVICE_AUTH_SECRET: process.env['SERVICE_AUTH_SECRET'] || kept.SERVICE_AUTH_SECRET,
  };
}

function keptSecrets(): Secrets {
  const file = dataPath('secrets.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Secrets;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const made: Secrets = {
    AUTH_SECRET: secret(),
    SERVICE_AUTH_SECRET: secret(),
    databaseRootPassword: secret(),
    bookingDatabasePassword: secret(),
    inventoryDatabasePassword: secret(),
    migrationDatabasePassword: secret(),
    redisPassword: secret(),
  };
  writePrivately(file, JSON.stringify(made, null, 2));
  return made;
}

/** 256 bits, in letters that need no escaping in URLs, SQL or configuration files. */
function secret(): string {
  return randomBytes(32).toString('hex');
}
