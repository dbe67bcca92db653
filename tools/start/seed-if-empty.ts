import { seedDemo } from '../seed.js';
import { signUserToken } from '#platform';
import { type Running, secrets } from '../services/running.js';

/** Whom the demo's hotels belong to. */
export const DEMO_STAFF = 'demo-staff';

export async function seedIfEmpty({ inventoryUrl }: Running): Promise<void> {
  const staffToken = await signUserToken(secrets().AUTH_SECRET, { userId: DEMO_STAFF, role: 'staff' }, 3_600);
  await seedDemo({ inventoryUrl, staffToken });
}
