import type { ChaosReport } from '../chaos/chaos-report.js';
import { runChaos } from '../chaos/chaos-run.js';
import { faultsNamed } from '../chaos/faults/all-faults.js';

/** A taste of `npm run chaos`: one of each kind of fault, at once and one after the other, always the same. */
const FAULTS = [
  'kill-hotel-inventory',
  'kill-after-hold',
  'kill-in-mail',
  'redis-empty',
  'mariadb-lines-cut',
  'deadlocks',
  'inventory-resets-answers',
  'smtp-drops',
  'clocks-jump',
];
/** Goes on a while longer for those that have struck nothing by then. */
const STRIKES_FOR_MS = 12_000;

describe('under load, while everything breaks', () => {
  let report: ChaosReport;

  beforeAll(async () => {
    const faults = faultsNamed(FAULTS);
    report = await runChaos({
      seed: 20_261_122,
      faults,
      aloneMs: 0,
      togetherMs: STRIKES_FOR_MS,
      judged: 'each',
      clients: 6,
    });
  }, 240_000);

  it('every invariant holds, nothing acknowledged is lost, every mail is accounted for', () => {
    expect(report.violations).toEqual([]);
  });

  it('clients are told nothing but that they shall come back', () => {
    expect(report.findings).toEqual([]);
  });

  it('clients are well again within 5 s of the end of the faults', () => {
    expect(report.slowRecoveries).toEqual([]);
  });

  it('it did break, and bookings were made', () => {
    const [row] = report.rows;
    expect(Object.keys(row?.times ?? {}).sort()).toEqual([...FAULTS].sort());
    expect(report.notStruck).toEqual([]);
    expect(Math.min(...Object.values(row?.times ?? {}))).toBeGreaterThan(0);
    expect(Object.keys(row?.errors ?? {})).not.toEqual([]);
    expect(report.bookings).toBeGreaterThan(0);
    expect(report.mails.sent).toBeGreaterThan(0);
  });
});
