import type { ChaosRow } from './chaos-row.js';
import type { AccountedMails } from './mail-account.js';

export interface ChaosReport {
  seed: number;
  /** Under load. */
  loadSeconds: number;
  bookings: number;
  rows: ChaosRow[];
  mails: AccountedMails;
  violations: string[];
  /** Answers that must never be given, with what the apps wrote about them. */
  findings: string[];
  /** Titles of the faults from which clients had not recovered within the promised time. */
  slowRecoveries: string[];
  /** Faults that were asked for and never struck, with the reason where it is known: of them the run says nothing. */
  notStruck: string[];
}
