// Run as a process of its own: bookings as bare SQL, with nothing of Staylock in between.
import { RunTally } from '../load/figures.js';
import { Stays } from '../load/wishes.js';
import { serve } from '../worker/worker-side.js';
import { BareBooking } from './bare-booking.js';
import type { FloorOrder, FloorPlan } from './floor.js';

let connections: BareBooking[] = [];
let taken = 0;

serve(async ({ do: what, plan }: FloorOrder) => (what === 'prepare' ? prepare(plan) : run(plan)));

/** Each connection makes one booking: the statements are prepared by then. */
async function prepare({ clients, bookingUrl, inventoryUrl, offering }: FloorPlan): Promise<void> {
  while (connections.length < clients) connections.push(await BareBooking.connect(bookingUrl, inventoryUrl));
  const stays = new Stays(offering, taken);
  await Promise.all(connections.map((connection) => connection.book(stays.next())));
  taken = stays.count;
}

async function run({ seconds, offering }: FloorPlan) {
  const stays = new Stays(offering, taken);
  const tally = new RunTally(seconds);
  const client = async (connection: BareBooking) => {
    while (!tally.isOver) {
      const sentAt = performance.now();
      const booked = await connection.book(stays.next());
      const ms = performance.now() - sentAt;
      if (booked) tally.right('booking', ms, { booking: true });
      else tally.wrong('booking', ms, 'sold out');
    }
  };
  await Promise.all(connections.map(client));
  taken = stays.count;
  await Promise.all(connections.map((connection) => connection.close()));
  connections = [];
  return tally.figures();
}
