import { setTimeout as sleep } from 'node:timers/promises';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { AttendedClock } from '../support/attended-clock.js';
import { brokenInvariants } from '../support/invariants.js';
import type { TestSystem } from '../support/system.js';
import { until } from '../support/until.js';
import { ask, type Asked, CREATE, createWorld, type Route, ROUTES } from './every-route.js';

/** Two seconds are promised; the rest is for a machine that is busy with other tests. */
const ANSWERED_WITHIN_MS = 2_500;
/** By then an outage is known, and answers come at once. */
const KNOWN_AFTER_MS = 2_000;
const AT_ONCE_MS = 500;
const BACK_WITHIN_MS = 2_500;
const ASK_EVERY_MS = 50;

export interface Outage {
  name: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
  /** Whether the route cannot be answered meanwhile. */
  stops(route: Pick<Route, 'app' | 'needsInventory'>): boolean;
}

/**
 * Goes through an outage while every route is asked, again and again, and expects what is promised: nobody waits for
 * longer than two seconds, who needs what is away is told 503 and when to come back, who does not is answered, and
 * all is well two seconds after its end.
 */
export async function goThrough(system: TestSystem, outage: Outage): Promise<void> {
  const clock = new AttendedClock();
  try {
    await expectPromises({ system, world: await createWorld(system), clock }, outage);
  } finally {
    clock.stop();
  }
}

type Scene = Parameters<typeof ask>[0];

async function expectPromises(scene: Scene, outage: Outage): Promise<void> {
  const { clock, system } = scene;
  const asking = askSteadily(scene);
  await pass(clock, 500);
  const begunAt = clock.now();
  await outage.begin();
  // What nobody needs is not looked after: somebody asks for it at once.
  const first = ask(scene, CREATE);
  await pass(clock, KNOWN_AFTER_MS);
  // One after the other: that many at one instant would wait for each other.
  const known: Asked[] = [];
  for (const route of ROUTES.filter(outage.stops)) known.push(await ask(scene, route));
  for (const route of ROUTES) if (!outage.stops(route)) await untilAnswered(scene, route);
  const meanwhile = [...(await asking.stop()), await first, ...known];
  await outage.end();
  const endedAt = clock.now();
  const back = await untilAnswered(scene, CREATE);
  for (const route of ROUTES) await untilAnswered(scene, route);

  const brief = ({ route, status, code, begunAt: from, answeredAt }: Asked) =>
    `${route.app} ${route.name}: ${status} ${String(code)} from ${Math.round(from - begunAt)} to ${Math.round(answeredAt - begunAt)} ms`;
  const stopped = meanwhile.filter(({ route }) => outage.stops(route));
  // Who came before it began waits for it from then on.
  const waited = ({ begunAt: from, answeredAt }: Asked) => answeredAt - Math.max(from, begunAt);
  expect(meanwhile.filter(({ status }) => status >= 500 && status !== 503).map(brief)).toEqual([]);
  expect(meanwhile.filter((one) => one.status === 503 && !isProper(one)).map(brief)).toEqual([]);
  expect(stopped.filter((one) => waited(one) > ANSWERED_WITHIN_MS).map(brief)).toEqual([]);
  expect(known.filter(({ status }) => status !== 503).map(brief)).toEqual([]);
  expect(known.filter((one) => waited(one) > AT_ONCE_MS).map(brief)).toEqual([]);
  expect(back.begunAt - endedAt).toBeLessThan(BACK_WITHIN_MS);

  await expectOneBookingEach(scene, meanwhile);
  await system.booking.app.get(OutboxRelay, { strict: false }).drain();
  expect(await brokenInvariants(system)).toEqual([]);
}

async function pass(clock: AttendedClock, ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) await sleep(20);
}

/** Asks every route in turn, without waiting for answers, until it is stopped. */
function askSteadily(scene: Scene): { stop(): Promise<Asked[]> } {
  const answers: Promise<Asked>[] = [];
  let turn = 0;
  const timer = setInterval(() => {
    const route = ROUTES[turn++ % ROUTES.length];
    if (route) answers.push(ask(scene, route));
  }, ASK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return Promise.all(answers);
    },
  };
}

function untilAnswered(scene: Scene, route: Route): Promise<Asked> {
  return until(`an answer of ${route.name}`, async () => {
    const asked = await ask(scene, route);
    return asked.status < 500 ? asked : undefined;
  });
}

function isProper({ retryAfter, contentType }: Asked): boolean {
  return /^[1-9]\d*$/.test(retryAfter ?? '') && contentType?.startsWith('application/problem+json') === true;
}

/** Whoever was told 503, whatever became of the request, gets one booking by sending it again. */
async function expectOneBookingEach(scene: Scene, asked: Asked[]): Promise<void> {
  const creates = asked.filter(({ route, status }) => route === CREATE && status === 503);
  expect(creates.length).toBeGreaterThan(0);
  for (const { route, key } of creates) {
    const again = await until('an answer', async () => {
      const asked = await ask(scene, route, key);
      return asked.status === 503 ? undefined : asked;
    });
    expect(again.status).toBe(201);
    expect(await scene.system.count('booking', 'Booking', 'idempotencyKey = ?', [key])).toBe(1);
  }
}
