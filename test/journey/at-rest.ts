import { setTimeout as sleep } from 'node:timers/promises';
import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import type { Cluster } from '../cluster/cluster.js';
import { until } from '../support/until.js';

const MAIL_DOMAIN = 'staylock.example';
/** Longer than the lease of a relay that died and the time until a lost word is asked for. */
const REST_WITHIN_MS = 60_000;
const WORD_WITHIN_MS = 5_000;

export interface MailAccount {
  sent: number;
  /** Recorded as sent, and never arrived; or given up. */
  lost: string[];
  /** Arrived more than once. */
  doubled: string[];
  /** Arrived, though recorded as not sent, or not recorded at all. */
  unrecorded: string[];
}

/** Waits until the apps have delivered all that the requests before left to be delivered, and planned all rooms. */
export async function untilAtRest({
  bookingDb,
  inventoryDb,
}: Pick<Cluster, 'bookingDb' | 'inventoryDb'>): Promise<void> {
  await until(
    'every sold stay to have its room',
    async () => (await inventoryDb.query('SELECT bookingId FROM Hold WHERE roomsDue = TRUE LIMIT 1')).length === 0,
    REST_WITHIN_MS,
  );
  await until(
    'every event to be delivered',
    async () => {
      const [row] = await bookingDb.query<{ n: number }>(
        "SELECT COUNT(*) AS n FROM Outbox WHERE state IN ('PENDING', 'QUEUED')",
      );
      return row?.n === 0;
    },
    REST_WITHIN_MS,
  );
}

/** Every invariant that does not hold at rest, with the first rows that break it. */
export async function brokenAtRest(
  { bookingUrl, inventoryUrl }: { bookingUrl: string; inventoryUrl: string },
  answered: ReadonlyMap<string, string>,
): Promise<string[]> {
  const urls = { bookingDatabaseUrl: bookingUrl, inventoryDatabaseUrl: inventoryUrl };
  const report = await verifyInvariants(urls, { mode: 'at-rest', answered });
  return report.rules.filter((rule) => rule.violations > 0).map((rule) => JSON.stringify(rule));
}

/**
 * What became of the mails: what the outbox says beside what the SMTP server got. A mail that went out while it was being
 * withdrawn is recorded as sent when word of it comes, hence the patience.
 */
export async function accountOfMails(cluster: Pick<Cluster, 'bookingDb' | 'smtp'>): Promise<MailAccount> {
  const giveUpAt = Date.now() + WORD_WITHIN_MS;
  for (;;) {
    const account = await compareMails(cluster);
    if ((account.lost.length === 0 && account.unrecorded.length === 0) || Date.now() > giveUpAt) return account;
    await sleep(100);
  }
}

async function compareMails({ bookingDb, smtp }: Pick<Cluster, 'bookingDb' | 'smtp'>): Promise<MailAccount> {
  const rows = await bookingDb.query<{ id: string; state: string }>(
    `SELECT CONCAT(kind, '.', bookingId, '@${MAIL_DOMAIN}') AS id, state FROM Outbox WHERE topic = 'MAIL'`,
  );
  const sent = new Set(rows.filter(({ state }) => state === 'DONE').map(({ id }) => id));
  const accepted = (id: string) => smtp.mails.get(id)?.accepted ?? 0;
  return {
    sent: sent.size,
    lost: rows.filter(({ id, state }) => state === 'DEAD' || (sent.has(id) && accepted(id) === 0)).map(({ id }) => id),
    doubled: [...smtp.mails.keys()].filter((id) => accepted(id) > 1),
    unrecorded: [...smtp.mails.keys()].filter((id) => !sent.has(id)),
  };
}
