import { generateKeyPairSync } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { Guests } from '../guests.js';
import type { Visitor } from '../visitor.js';
import { RUSH, Scarce, SCARCE_ROOMS } from './scarce.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const guests = new Guests({ kid: 'k', jwk: privateKey.export({ format: 'jwk' }) });
const places = [1, 2].map((id) => ({ hotelId: id, categoryId: id }));
const DATES = { checkInDate: '2027-03-01', checkOutDate: '2027-03-02' };

/** A hotel that gives away so many rooms, and remembers how many asked at once. */
async function rushFor(rooms: number) {
  const scarce = new Scarce(places, DATES, guests);
  await scarce.prepare();
  const asked = new Map<string, number>();
  const ask = async ({ body = '' }: { body?: string }) => {
    const hotel = /"hotelId":(\d+)/.exec(body)?.[1] ?? '';
    const before = asked.get(hotel) ?? 0;
    asked.set(hotel, before + 1);
    await turn();
    return before < rooms ? { status: 201, replayed: false, body: '' } : undefined;
  };
  const visitor = { ask } as unknown as Visitor;
  const client = async () => {
    for (let visit = scarce.visit(visitor); visit; visit = scarce.visit(visitor)) await visit;
  };
  await Promise.all(Array.from({ length: 256 }, client));
  return { asked: Object.fromEntries(asked), complaints: scarce.complaints() };
}

describe('the rush', () => {
  it('asks two hundred times for each category, one category after the other, until none is left', async () => {
    const { asked, complaints } = await rushFor(SCARCE_ROOMS);
    expect(asked).toEqual({ 1: RUSH, 2: RUSH });
    expect(complaints).toEqual([]);
  });

  it.each([SCARCE_ROOMS - 1, SCARCE_ROOMS + 1])('complains when %i rooms are given away', async (rooms) => {
    const { complaints } = await rushFor(rooms);
    expect(complaints).toEqual(Array(2).fill(`${rooms} of ${SCARCE_ROOMS} rooms were booked`));
  });
});
