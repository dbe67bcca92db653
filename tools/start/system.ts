import { chosenPorts, requireFreePorts } from '#ports';
import { say } from '../progress.js';
import { explain } from '../services/database-trouble.js';
import { migrateAll } from '../services/migrate-all.js';
import { identityOf } from '../services/process-identity.js';
import { removeRunning, type Running, writeRunning } from '../services/running.js';
import { stopProcess } from '../services/server-process.js';
import { provideServices, type Services } from '../services/services.js';
import type { Shutdown } from '../services/shutdown.js';
import { claimFolder, stopLeftovers } from './leftovers.js';
import { type PartProcess, rejectAtEnd, spawnPart, untilPartReady } from './part-process.js';
import { type Part, partsOf } from './parts.js';
import { type StartEnvironment, startEnvironment } from './start-environment.js';

/** Longer than an app takes to finish what is under way, a slow mail at the most; apps end by themselves before. */
const STOP_GRACE_MS = 80_000;

export interface System {
  running: Running;
  /** Rejects when a part ends by itself, or a server that cannot be kept running. */
  untilLost: Promise<never>;
}

/** Starts everything, from the databases to the apps, and comes back when all are ready. */
export async function startSystem(shutdown: Shutdown, signal: AbortSignal): Promise<System> {
  const start = startEnvironment();
  claimFolder(shutdown);
  await stopLeftovers();
  await requireFreePorts(chosenPorts(process.env));

  let giveUp = (_reason: Error): void => undefined;
  const untilServerLost = new Promise<never>((_, reject) => (giveUp = reject));
  // Nobody may be waiting for it at that time.
  untilServerLost.catch(() => undefined);
  const services = await provideServices({ shutdown, signal, giveUp });
  const migrated = migrateAll(services).catch((error: unknown) => {
    throw new Error(explain(error, services), { cause: error });
  });
  await Promise.race([migrated, untilServerLost]);

  const parts = partsOf(start, services);
  shutdown.add(async () => removeRunning());
  const processes = new Map<string, PartProcess>();
  for (const part of parts) {
    signal.throwIfAborted();
    processes.set(part.name, startPart(part, shutdown));
  }
  const running = describe(start, services, processes);
  writeRunning(running);
  say(`Starting ${[...processes.keys()].join(', ')}`);

  const parted = [...processes].map(([name, process]) => rejectAtEnd(name, process));
  const untilLost = Promise.race([...parted, untilServerLost]);
  // Watched by nobody between here and the caller's own race.
  untilLost.catch(() => undefined);
  await Promise.race([Promise.all(parts.map((part) => untilPartReady(part, signal))), untilLost]);
  return { running, untilLost };
}

function startPart(part: Part, shutdown: Shutdown): PartProcess {
  const process = spawnPart(part);
  shutdown.add(async () => {
    say(`Stopping ${part.name}`);
    if ((await stopProcess(process.identity, STOP_GRACE_MS)) === 'killed')
      say(`${part.name} did not stop and was killed.`);
  });
  return process;
}

function describe(start: StartEnvironment, services: Services, processes: Map<string, PartProcess>): Running {
  const { booking, hotelInventory, notification } = start.ports;
  return {
    ...services,
    bookingUrl: `http://127.0.0.1:${booking}`,
    inventoryUrl: `http://127.0.0.1:${hotelInventory}`,
    notificationUrl: `http://127.0.0.1:${notification}`,
    mailWebUrl: start.mailCatcher ? `http://127.0.0.1:${start.mailCatcher.webPort}` : null,
    smtpUrl: start.smtpUrl,
    starter: identityOf(process.pid),
    processes: Object.fromEntries([...processes].map(([name, { identity }]) => [name, identity])),
  };
}
