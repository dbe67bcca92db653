import { NOTICED_WITHIN_MS } from '../cluster/balancer.js';
import { Cluster } from '../cluster/cluster.js';
import type { Replica } from '../cluster/replica.js';
import type { TestCategory } from '../support/category.js';
import { until } from '../support/until.js';
import { accountOfMails, brokenAtRest, untilAtRest } from './at-rest.js';
import { SteadyLoad } from './steady-load.js';

const ROOMS = 80;
const GUESTS_WITHIN_MS = 60_000;

/** Most of it goes into starting processes, which takes long where others want the processors too. */
const PATIENCE_MS = 150_000;

/** Two replicas of each app that guests reach, behind a balancer that watches readiness and never sends twice. */
describe('a rolling restart under load', () => {
  let cluster: Cluster;
  let category: TestCategory;

  beforeAll(async () => {
    cluster = await Cluster.start({
      lines: false,
      env: { SHUTDOWN_DELAY_MS: String(NOTICED_WITHIN_MS) },
    });
    category = await cluster.category(ROOMS);
  }, PATIENCE_MS);
  afterAll(() => cluster.stop());

  /** As a rollout goes: the next replica's turn comes when requests are sent to this one again. */
  const startAgain = async (replica: Replica) => {
    await replica.start();
    if (replica.app === 'notification') return;
    const sent = () => cluster.balancers.some((balancer) => balancer.sendsTo(replica.url));
    await until(`requests to ${replica.name}`, sent);
  };

  it(
    'fails no request, loses no mail and sends none twice',
    async () => {
      const load = new SteadyLoad(cluster, category);
      for (const replica of cluster.replicas) {
        const stopped = replica.stop();
        await until(`${replica.name} to send its clients away`, () => endsConnections(replica));
        expect(await stopped).toBe(0);
        await startAgain(replica);
      }
      await load.stop();

      expect(load.failuresInContext()).toEqual([]);
      // A slow machine's doing: see there.
      expect(load.late).toBeLessThan(load.requests / 20);
      expect(load.requests).toBeGreaterThan(200);
      await untilAtRest(cluster);
      expect(await brokenAtRest(cluster.databases, load.answered)).toEqual([]);
      expect(await accountOfMails(cluster)).toEqual({
        sent: expect.any(Number),
        lost: [],
        doubled: [],
        unrecorded: [],
      });
      expect(cluster.replicas.flatMap((replica) => replica.log.errors)).toEqual([]);
    },
    PATIENCE_MS,
  );

  it(
    'would show failures: there are some when a replica is killed instead, and nothing is lost even then',
    async () => {
      const load = new SteadyLoad(cluster, category);
      const [victim] = cluster.booking;
      if (!victim) throw new Error('no replica to kill');
      await until('requests under way', () => load.answered.size > 10, GUESTS_WITHIN_MS);
      const before = load.requests;
      await victim.kill();
      await until('requests after it', () => load.requests > before + 30, GUESTS_WITHIN_MS);
      await load.stop();

      expect(load.failures.length).toBeGreaterThan(0);
      await untilAtRest(cluster);
      expect(await brokenAtRest(cluster.databases, load.answered)).toEqual([]);
    },
    PATIENCE_MS,
  );
});

async function endsConnections(replica: Replica): Promise<boolean> {
  const answer = await fetch(`${replica.url}/health/live`);
  await answer.body?.cancel();
  return answer.headers.get('connection') === 'close';
}
