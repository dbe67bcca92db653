import type { ChaosReport } from '../chaos/chaos-report.js';
import { runChaos } from '../chaos/chaos-run.js';
import type { Fault, Trial } from '../chaos/faults/fault.js';
import { faultsNamed } from '../chaos/faults/all-faults.js';
import { isPrimary } from '../support/redis-roles.js';
import type { PrivateServer } from '../support/services.js';
import { until } from '../support/until.js';

/** Long enough for a Sentinel on a busy machine. */
const FAILS_OVER_WITHIN_MS = 30_000;

const OPTIONS = { seed: 20_261_126, aloneMs: 1, togetherMs: 0, judged: 'each', clients: 2 } as const;

/** The primary hangs, Sentinel promotes the other one, and the first comes back as a replica; answers who is it then. */
async function replace(primary: PrivateServer, other: PrivateServer): Promise<void> {
  primary.pause();
  try {
    await until('the other one is promoted', () => isPrimary(other), FAILS_OVER_WITHIN_MS);
  } finally {
    primary.resume();
  }
  await until('the old primary is demoted', async () => !(await isPrimary(primary)), FAILS_OVER_WITHIN_MS);
}

const SENTINELS_AT_WORK: Fault = {
  name: 'sentinel-fails-over',
  title: 'Sentinel fails Redis over, and back',
  parts: ['redis'],
  mayDoubleMails: true,
  async inject({ cluster: { redis, redisSpare } }: Trial) {
    if (!redisSpare) throw new Error('there is no second Redis');
    await replace(redis, redisSpare);
    await replace(redisSpare, redis);
    return 2;
  },
};

/** Guests book, confirm and cancel all the while; every request and every mail is accounted for. */
describe.each([
  ['its address leads to another one', { faults: faultsNamed(['redis-demoted', 'redis-replaced']) }],
  ['Sentinel sees to it', { faults: [SENTINELS_AT_WORK], redis: 'sentinels' as const }],
])('Redis fails over and back: %s', (_, special) => {
  let report: ChaosReport;

  beforeAll(async () => {
    report = await runChaos({ ...OPTIONS, ...special });
  }, 300_000);

  it('which costs no request', () => {
    expect(report.notStruck).toEqual([]);
    expect(report.rows.map(({ title, errors }) => ({ title, errors }))).toEqual(
      special.faults.map(({ title }) => ({ title, errors: {} })),
    );
    expect(report.findings).toEqual([]);
    expect(report.bookings).toBeGreaterThan(20);
  });

  it('and no mail', () => {
    expect(report.violations).toEqual([]);
    expect(report.mails.sent).toBeGreaterThan(20);
    expect(report.mails.dead).toBe(0);
  });
});
