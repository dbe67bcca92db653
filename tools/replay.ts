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
import { openHotel, type ReplayHotel, TIMEZONE } from './replay/replay-hotel.js';
import { replayTable } from './replay/replay-table.js';
import { readReservations } from './replay/reservation.js';
import { RestClient } from './replay/rest-client.js';
import { shiftFrom, spanOf } from './replay/shift.js';
import { Standing } from './replay/standing.js';
import { explain } from './services/database-trouble.js';
import { readRunning, requireRunning, type Running } from './services/running.js';
import { secrets } from './services/secrets.js';
import { invariantTable } from './verify/invariant-table.js';
import { verifyInvariants } from './verify/verify-invariants.js';

const DATA = 'data/hotel-reservations.csv.gz';
/** Enough that nobody has two bookings pending at once or cancels ten in an hour; few enough that signing takes moments. */
const GUESTS = 10_000;
const TOKEN_LIFETIME_S = 86_400;

try {
  process.exitCode = await main();
} catch (error) {
  console.error(explain(error, readRunning()));
  process.exitCode = 2;
}

async function main(): Promise<number> {
  const { clients, limit, drainSeconds } = readArguments(process.argv.slice(2));
  const running = await requireRunning();
  const data = readData(limit);
  const runId = uuid();
  const hotel = await open(running, `Replay ${runId.slice(0, 8)}`, data);
  console.log(`Hotel ${hotel.hotelId} is open: ${data.reservations.length} reservations, ${clients} at once.`);

  const sent = await send(running, runId, clients, hotel, data);
  const settled = await settle(running, hotel, sent, drainSeconds);
  const { sale, ...known } = data;
  const nights = daysBetween(sale.startDate, sale.endDate);
  console.log(`\n${replayTable({ ...known, ...sent, ...settled, nights, sent: data.reservations.length })}`);
  console.log(`\n${invariantTable(settled.report)}`);
  const wrong = sent.replay.soldOutUnexplained + sent.replay.failures.size + settled.report.violations;
  return wrong > 0 ? 1 : sent.replay.stopping ? 130 : 0;
}

type Data = ReturnType<typeof readData>;
type Sent = Awaited<ReturnType<typeof send>>;

function readData(limit: number) {
  const { usable, unusable } = readReservations(gunzipSync(readFileSync(DATA)).toString('utf8'));
  // The day after tomorrow: no midnight that comes during the run makes an arrival the past.
  const reservations = shiftFrom(usable, addDays(dateIn(TIMEZONE, new Date()), 2)).slice(0, limit);
  return { reservations, unusable, needs: categoryNeeds(reservations), sale: spanOf(reservations) };
}

async function open(running: Running, name: string, { needs, sale }: Data): Promise<ReplayHotel> {
  const inventory = new RestClient(running.inventoryUrl, 1, new Latencies());
  const hotel = await openHotel(inventory, await token('replay-staff', 'staff'), name, needs, sale);
  await inventory.close();
  return hotel;
}

async function send(running: Running, runId: string, clients: number, hotel: ReplayHotel, data: Data) {
  const { reservations, needs } = data;
  const tokens = await Promise.all(Array.from({ length: GUESTS }, (_, i) => token(`replay-guest-${i}`, 'guest')));
  const latencies = new Latencies();
  const booking = new RestClient(running.bookingUrl, clients, latencies);
  const standing = new Standing(new Map(needs.map(({ category, rooms }) => [category, rooms])));
  const replay = new Replay({
    runId,
    clients,
    booking,
    hotel,
    standing,
    tokenOf: (place) => tokens[place % GUESTS] ?? '',
  });
  // Under npm one Ctrl-C arrives twice, from the terminal and from npm.
  process.on('SIGINT', () => replay.stop());

  const progress = new Progress(reservations.length, replay);
  const startedAt = performance.now();
  await replay.run(reservations, () => progress.step());
  const seconds = (performance.now() - startedAt) / 1000;
  progress.stop();
  await booking.close();
  return { replay, seconds, latencies, repeated: booking.repeated };
}

async function settle(running: Running, { hotelId }: ReplayHotel, { replay }: Sent, drainSeconds: number) {
  const database = new Database({ url: running.bookingDatabaseUrl, connections: 1 });
  const mailsAtEnd = await mailStates(database, hotelId);
  const longest = replay.stopping ? 0 : drainSeconds;
  const drained = await untilDrained(database, hotelId, longest, (backlog) => {
    if (process.stdout.isTTY) process.stdout.write(`\r${backlog} e-mails on their way   `);
  });
  const mails = await mailStates(database, hotelId);
  await database.close();
  const report = await verifyInvariants(running, { mode: 'live', answered: replay.answered });
  return { mailsAtEnd, mails, drainSeconds: drained, report };
}

function token(userId: string, role: 'guest' | 'staff'): Promise<string> {
  return signUserToken(secrets().AUTH_SECRET, { userId, role }, TOKEN_LIFETIME_S);
}
