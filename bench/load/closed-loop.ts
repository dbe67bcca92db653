import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.js';
import { type RunFigures, RunTally } from './figures.js';
import type { LoadPlan, LoadTarget } from './plan.js';
import type { Scenario } from './scenarios/scenario.js';
import { Visitor } from './visitor.js';

/** Longer than every deadline of the apps. */
const PATIENCE_MS = 15_000;

/** So many clients who each ask again when they have their answer. */
export async function closedLoop(
  { clients, seconds }: LoadPlan,
  scenario: Scenario,
  urls: Pick<LoadTarget, 'bookingUrl' | 'inventoryUrl'>,
): Promise<RunFigures> {
  const connections = Array.from({ length: clients }, () => connect(urls));
  const tally = new RunTally(seconds);
  const client = async (connection: Connection) => {
    const visitor = new Visitor(connection, tally);
    while (!tally.isOver) {
      const visit = scenario.visit(visitor);
      if (!visit) return;
      await visit;
    }
  };
  const giveUp = new AbortController();
  const other = connect(urls);
  const closeAll = () => Promise.all([...connections, other].map((connection) => connection.close()));
  const tooLate = sleep(seconds * 1_000 + PATIENCE_MS, undefined, { signal: giveUp.signal });
  void tooLate.then(closeAll, () => undefined);
  const beside = scenario.beside?.(
    (wish) => other.send(wish),
    () => tally.isOver,
  );
  await Promise.all([...connections.map(client), beside]);
  giveUp.abort();
  await closeAll();
  const figures = tally.figures();
  for (const complaint of scenario.complaints?.() ?? []) {
    figures.failures[complaint] = (figures.failures[complaint] ?? 0) + 1;
  }
  return figures;
}

/** Does what must be done before the run, without measuring it. */
export async function prepareWith(
  scenario: Scenario,
  urls: Pick<LoadTarget, 'bookingUrl' | 'inventoryUrl'>,
): Promise<void> {
  const connection = connect(urls);
  try {
    await scenario.prepare?.(new Visitor(connection, new RunTally(Infinity)));
  } finally {
    await connection.close();
  }
}

function connect({ bookingUrl, inventoryUrl }: Pick<LoadTarget, 'bookingUrl' | 'inventoryUrl'>): Connection {
  return new Connection({ booking: bookingUrl, 'hotel-inventory': inventoryUrl });
}
