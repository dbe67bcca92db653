import type { Cluster } from '../cluster/cluster.js';
import { send } from '../support/http.js';
import { until } from '../support/until.js';

export interface AccountedMails {
  sent: number;
  withdrawn: number;
  /** Given up, and shown to operators. */
  dead: number;
  /** Bodies that came to the mail server more than once. */
  doubled: number;
  /** Recorded as withdrawn or given up, though the mail server had taken them. */
  sentAllTheSame: number;
}

export const NO_MAILS: AccountedMails = { sent: 0, withdrawn: 0, dead: 0, doubled: 0, sentAllTheSame: 0 };

interface MailRow {
  bookingId: string;
  kind: string;
  state: string;
}

/** Holds every mail that should have gone out against what came to the mail server, and the other way round. */
export async function accountForMails(cluster: Cluster): Promise<{ mails: AccountedMails; violations: string[] }> {
  const rows = await cluster.bookingDb.query<MailRow>("SELECT bookingId, kind, state FROM Outbox WHERE topic = 'MAIL'");
  const mails = { ...NO_MAILS };
  const violations: string[] = [];
  const known = new Set<string>();
  for (const row of rows) {
    const messageId = `${row.kind}.${row.bookingId}@staylock.example`;
    known.add(messageId);
    const accepted = cluster.smtp.mails.get(messageId)?.accepted ?? 0;
    if (row.state === 'DONE' && accepted === 0) violations.push(`mail ${messageId} is recorded as sent, and was not`);
    if (row.state !== 'DONE' && accepted > 0) mails.sentAllTheSame++;
    if (row.state === 'DONE') mails.sent++;
    if (row.state === 'SKIPPED') mails.withdrawn++;
    if (row.state === 'DEAD') mails.dead++;
  }
  for (const [messageId, { arrived }] of cluster.smtp.mails) {
    mails.doubled += Math.max(0, arrived - 1);
    if (!known.has(messageId)) violations.push(`mail ${messageId}: nothing asked for it`);
  }
  const shown = await deadLettersShown(cluster);
  if (shown !== mails.dead) violations.push(`${mails.dead} mails were given up, of which ${shown} are shown`);
  return { mails, violations };
}

async function deadLettersShown(cluster: Cluster): Promise<number> {
  const token = await cluster.serviceToken();
  let shown = 0;
  let cursor = '';
  do {
    const query = new URLSearchParams({ limit: '100', ...(cursor === '' ? {} : { cursor }) });
    const page = await until('the dead letters to be shown', async () => {
      const url = `${cluster.bookingUrl}/api/v1/dead-letters?${query}`;
      const { status, body } = await send<{ items: unknown[]; nextCursor: string | null }>('GET', url, { token });
      // Right after the faults a replica may still say 503: as every client, this one comes again.
      return status === 200 ? body : undefined;
    });
    shown += page.items.length;
    cursor = page.nextCursor ?? '';
  } while (cursor !== '');
  return shown;
}
