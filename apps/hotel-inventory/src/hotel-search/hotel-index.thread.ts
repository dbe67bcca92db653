// Run as a thread of its own: looking for words and indexing hotels takes milliseconds, in which nothing else is done.
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { HotelIndex } from './hotel-index.js';
import type { IndexAnswer, IndexOrder } from './index-orders.js';

/** Behind everything that serves bookings, which still leaves it a share of a processor that is busy. */
const NICENESS = 10;

// Elsewhere than on Linux this would be for the whole process.
if (process.platform === 'linux') setPriority(NICENESS);

const index = new HotelIndex();
const port = parentPort;
if (!port) throw new Error('This file is the thread of the index over hotels; it is of no use by itself.');
port.on('message', (order: IndexOrder) => {
  port.postMessage({ id: order.id, answer: answerTo(order) } satisfies IndexAnswer);
});

function answerTo(order: IndexOrder): IndexAnswer['answer'] {
  switch (order.name) {
    case 'put':
      index.put(order.order);
      return index.size;
    case 'keepOnly':
      return index.keepOnly(order.order);
    case 'rank':
      // Whoever asked has been told meanwhile that it took too long.
      return Date.now() < order.order.until ? index.rank(order.order.text) : undefined;
  }
}
