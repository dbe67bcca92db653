import { buildHotelIndex, rankHotels } from './hotel-index.js';

const hotels = [
  { id: 1, name: 'Pensão Alfama', address: 'Rua dos Remédios 12, 1100-445', city: 'Lisboa', country: 'PT' },
  { id: 2, name: 'Grand Hotel', address: 'Broadway 1501', city: 'New York', country: 'US' },
  { id: 3, name: 'Grand Hotel', address: 'Broadway 1502', city: 'New York', country: 'US' },
  { id: 4, name: 'Sakura Inn', address: '2-1 Asakusa', city: 'Tokyo', country: 'JP' },
  { id: 5, name: 'Tokyo Rooms', address: 'Praça do Comércio 4', city: 'Lisboa', country: 'PT' },
];

async function search(text: string): Promise<number[]> {
  return rankHotels(await buildHotelIndex(hotels), text);
}

describe('a search for hotels', () => {
  it.each([
    ['a typo in a name', 'Pensao Alfma', [1]],
    ['two letters swapped', 'Saukra', [4]],
    ['a missing accent', 'praca comercio', [5]],
    ['the start of a word', 'asak', [4]],
    ['the name of a country', 'japan', [4]],
    ['words of different fields', 'grand york', [2, 3]],
    ['the number of a hotel', '4', [4, 5]],
  ])('finds %s', async (_, text, found) => {
    expect((await search(text)).sort((a, b) => a - b)).toEqual(found);
  });

  it('wants every word', async () => {
    expect(await search('grand lisboa')).toEqual([]);
  });

  it('puts a hit in the name before a hit in the city', async () => {
    expect(await search('tokyo')).toEqual([5, 4]);
  });

  it('keeps hotels that match alike in the order of their numbers', async () => {
    expect(await search('grand hotel')).toEqual([2, 3]);
  });

  it('does not take one short word for another', async () => {
    expect(await search('pl')).toEqual([]);
  });

  it('finds nothing in signs alone', async () => {
    expect(await search('!?')).toEqual([]);
  });
});
