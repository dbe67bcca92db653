// npm run replay [-- --clients 32 --limit 1000 --drain-seconds 60]: real reservations through the running system.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { v4 as uuid } from 'uuid';
import { addDays, dateIn, daysBetween } from '#contracts';
import { Database } from '#database';
import { signUserToken } from '#platform';
import { categoryNeeds } from './replay/category-needs.js';
import { Latencies } from './replay/latencies.js';
import { mailStates, untilDrained } from './replay/mail-states.js';
import { Progress } from './replay/progress.js';
import { readArguments } from './replay/read-arguments.js';
import { Replay } from './replay/replay.js';
import { openHotel, TIMEZONE } from './replay/replay-hotel.js';
import { replayTable } from './replay/replay-table.js';
import { readReservations } from './replay/reservation.js';
import { RestClient } from './replay/rest-client.js';
import { shiftFrom, spanOf } from './replay/shift.js';
import { Standing } from './replay/standing.js';
import { requireRunning } from './services/running.js';
import { secrets } from './services/secrets.js';
import { invariantTable } from './verify/invariant-table.js';
import { verifyInvariants } from './verify/verify-invariants.js';

const DATA = 'data/hotel-reservations.csv.gz';
/** Enough that nobody has more than a booking or two pending at once, few enough that signing takes no time. */
const GUESTS = 500;
const TOKEN_LIFETIME_S = 86_400;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { clients, limit, drainSeconds } = readArguments(process.argv.slice(2));
  const running = await requireRunning();
  const { usable, unusable } = readReservations(gunzipSync(readFileSync(DATA)).toString('utf8'));
  // The day after tomorrow: no midnight that comes during the run makes an arrival the past.
  const reservations = shiftFrom(usable, addDays(dateIn(TIMEZONE, new Date()), 2)).slice(0, limit);
  const needs = categoryNeeds(reservations);
  const sale = spanOf(reservations);

  const runId = uuid();
  const setUp = new RestClient(running.inventoryUrl, 1, new Latencies());
  const name = `Replay ${runId.slice(0, 8)}`;
  const hotel = await openHotel(setUp, await token('replay-staff', 'staff'), name, needs, sale);
  await setUp.close();
  console.log(`${name} is hotel ${hotel.hotelId}: ${reservations.length} reservations, ${clients} at once.`);

  const tokens = await Promise.all(Array.from({ length: GUESTS }, (_, i) => token(`replay-guest-${i}`, 'guest')));
  const latencies = new Latencies();
  const booking = new RestClient(running.bookingUrl, clients, latencies);
  const standing = new Standing(new Map(needs.map(({ category, rooms }) => [category, rooms])));
  const progress = new Progress(reservations.length, () => ({
    settled: replay.settled,
    booked: replay.answered.size,
    soldOut: replay.soldOutExplained + replay.soldOutUnexplained,
  }));
  const replay = new Replay({
    ...{ runId, clients, booking, hotel, standing },
    tokenOf: (place) => tokens[place % GUESTS] ?? '',
    onProgress: () => progress.step(),
  });
  let stopped = false;
  // Under npm one Ctrl-C arrives twice, from the terminal and from npm.
  process.on('SIGINT', () => {
    stopped = true;
    replay.stop();
  });

  const startedAt = performance.now();
  await replay.run(reservations);
  const seconds = (performance.now() - startedAt) / 1000;
  progress.stop();
  await booking.close();

  const database = new Database({ url: running.bookingDatabaseUrl, connections: 1 });
  const mailsAtEnd = await mailStates(database, hotel.hotelId);
  const drained = await untilDrained(database, hotel.hotelId, stopped ? 0 : drainSeconds, (backlog) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${backlog} e-mails on their way   `);
  });
  const mails = await mailStates(database, hotel.hotelId);
  await database.close();
  const report = await verifyInvariants(running, { mode: 'live', answered: replay.answered });

  const table = replayTable({
    ...{ replay, sent: reservations.length, unusable, needs, seconds, latencies, mailsAtEnd, mails, report },
    nights: daysBetween(sale.startDate, sale.endDate),
    repeated: booking.repeated,
    drainSeconds: drained,
  });
  console.log(`\n${table}\n\n${invariantTable(report)}`);
  const wrong = replay.soldOutUnexplained + replay.failures.size + report.violations;
  return wrong > 0 ? 1 : stopped ? 130 : 0;
}

function token(userId: string, role: 'guest' | 'staff'): Promise<string> {
  return signUserToken(secrets().AUTH_SECRET, { userId, role }, TOKEN_LIFETIME_S);
}
