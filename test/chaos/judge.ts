import { verifyInvariants } from '../../tools/verify/verify-invariants.js';
import type { Cluster } from '../cluster/cluster.js';
import type { Ledger } from './ledger.js';
import { type AccountedMails, accountForMails, NO_MAILS } from './mail-account.js';

export interface Verdict {
  /** What is wrong now and was not before. */
  violations: string[];
  /** Mails that came twice since the last judgement. */
  doubled: number;
}

/** Says what is wrong at rest: with the databases by themselves, and beside what clients and the mail server saw. */
export class Judge {
  /** As of the last judgement. */
  mails: AccountedMails = NO_MAILS;
  private readonly known = new Set<string>();

  constructor(
    private readonly cluster: Cluster,
    private readonly ledger: Ledger,
  ) {}

  async judge(mayDoubleMails: boolean): Promise<Verdict> {
    const before = this.mails;
    const { mails, violations } = await accountForMails(this.cluster);
    this.mails = mails;
    const doubled = mails.doubled - before.doubled;
    const unaccounted = mails.sentAllTheSame - before.sentAllTheSame;
    const all = [
      ...(await this.brokenRules()),
      ...this.ledger.breaks(await this.statuses()),
      ...violations,
      ...(doubled > 0 && !mayDoubleMails ? [`${doubled} mails came twice for no reason`] : []),
      ...(unaccounted > 0 && !mayDoubleMails ? [`${unaccounted} mails went out and are recorded otherwise`] : []),
    ];
    // A row that is wrong stays wrong: it is told of once, where it came up.
    const fresh = all.filter((what) => !this.known.has(what));
    for (const what of fresh) this.known.add(what);
    return { violations: fresh, doubled };
  }

  private async brokenRules(): Promise<string[]> {
    const { bookingUrl: bookingDatabaseUrl, inventoryUrl: inventoryDatabaseUrl } = this.cluster.databases;
    const answered = this.ledger.answered();
    const report = await verifyInvariants({ bookingDatabaseUrl, inventoryDatabaseUrl }, { mode: 'at-rest', answered });
    return report.rules.flatMap(({ name, violations, examples }) => [
      ...examples.map((example) => `${name}: ${example}`),
      ...(violations > examples.length ? [`${name}: ${violations - examples.length} more`] : []),
    ]);
  }

  private async statuses(): Promise<Map<string, string>> {
    const rows = await this.cluster.bookingDb.query<{ id: string; status: string }>('SELECT id, status FROM Booking');
    return new Map(rows.map(({ id, status }) => [id, status]));
  }
}
