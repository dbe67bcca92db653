import { dateIn } from '#contracts';
import { sharedMariaDbUrl } from '../support/databases.js';
import { Fuzz } from '../../tools/fuzz/fuzz.js';
import { FuzzSystem } from '../../tools/fuzz/fuzz-system.js';
import { leftovers } from '../../tools/fuzz/leftovers.js';
import { failureList, shortcomings } from '../../tools/fuzz/report.js';
import { seedWorld } from '../../tools/fuzz/seed-world.js';
import type { Tally } from '../../tools/fuzz/tally.js';
import { World } from '../../tools/fuzz/world.js';

/** The same requests in every run; `npm run fuzz` sends others. */
const SEED = 20_270_327;
const REQUESTS = 2_500;
/** Who has not answered by then hangs; machines that run tests have more to do. */
const SLOW_MS = 10_000;

/** What a proxy before the apps might read otherwise. */
const AMBIGUOUS = [
  'a length and chunks',
  'chunks and a length',
  'chunks behind a space',
  'chunks behind a tab',
  'chunked twice',
  'two lengths that differ',
  'two lengths in one line',
  'bare line feeds',
  'a bare carriage return',
];

/** The three apps as processes, over HTTP, from their OpenAPI documents. */
describe('hostile requests to every route', () => {
  let system: FuzzSystem;
  let world: World;
  let tally: Tally;

  beforeAll(async () => {
    system = await FuzzSystem.start({ mariaDbUrl: sharedMariaDbUrl() });
    world = new World(SEED, dateIn('Europe/Lisbon', new Date()));
    await seedWorld(system, world);
    tally = await new Fuzz(system, world, { seed: SEED, requests: REQUESTS, clients: 12 }).run();
  }, 600_000);
  afterAll(() => system.close());

  it('are answered as documented: no 5xx, no leak, no hanging, and nine of ten by somebody who is known', () => {
    expect(failureList(tally)).toBe('');
    expect(shortcomings(tally, SLOW_MS)).toEqual([]);
    expect(tally.settled).toBe(REQUESTS);
  });

  it('come to every operation of every app, and some are accepted by each', () => {
    const accepted = [...tally.lines.values()].filter(({ byStatus }) => [...byStatus.keys()].some((s) => s < 300));
    expect(tally.lines.size).toBeGreaterThanOrEqual(30);
    expect(accepted.length).toBe(tally.lines.size);
  });

  it('are refused where two servers could read two requests in them', () => {
    const sent = AMBIGUOUS.filter((shape) => tally.rawShapes.has(shape));
    expect(tally.rawShapes.size).toBeGreaterThan(30);
    expect(sent.length).toBeGreaterThan(3);
    for (const shape of sent) {
      expect([shape, [...(tally.rawShapes.get(shape)?.keys() ?? [])].filter((answers) => answers !== '400')]).toEqual([
        shape,
        [],
      ]);
    }
  });

  it('leave the apps ready, and nothing half written or that nobody asked for', async () => {
    expect(await system.unwell()).toEqual([]);
    expect(await leftovers(system, world)).toEqual([]);
  });
});
