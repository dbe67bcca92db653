import { HotelIndex, MAX_RANKED } from './hotel-index.js';

const hotels = [
  { id: 1, name: 'Pensão Alfama', address: 'Rua dos Remédios 12, 1100-445', city: 'Lisboa', country: 'PT' },
  { id: 2, name: 'Grand Hotel', address: 'Broadway 1501', city: 'New York', country: 'US' },
  { id: 3, name: 'Grand Hotel', address: 'Broadway 1502', city: 'New York', country: 'US' },
  { id: 4, name: 'Sakura Inn', address: '2-1 Asakusa', city: 'Tokyo', country: 'JP' },
  { id: 5, name: 'Tokyo Rooms', address: 'Praça do Comércio 4', city: 'Lisboa', country: 'PT' },
];

const index = new HotelIndex();
index.put(hotels);
const search = (text: string) => index.rank(text);

describe('a search for hotels', () => {
  it.each([
    ['a typo in a name', 'Pensao Alfma', [1]],
    ['two letters swapped', 'Saukra', [4]],
    ['a missing accent', 'praca comercio', [5]],
    ['the start of a word', 'asak', [4]],
    ['the name of a country', 'japan', [4]],
    ['words of different fields', 'grand york', [2, 3]],
    ['the number of a hotel', '4', [4, 5]],
  ])('finds %s', (_, text, found) => {
    expect(search(text).sort((a, b) => a - b)).toEqual(found);
  });

  it('wants every word', () => {
    expect(search('grand lisboa')).toEqual([]);
  });

  it('puts a hit in the name before a hit in the city', () => {
    expect(search('tokyo')).toEqual([5, 4]);
  });

  it('keeps hotels that match alike in the order of their numbers', () => {
    expect(search('grand hotel')).toEqual([2, 3]);
  });

  it('does not take one short word for another', () => {
    expect(search('pl')).toEqual([]);
  });

  it('finds nothing in signs alone', () => {
    expect(search('!?')).toEqual([]);
  });
});

describe('the words of a search', () => {
  it('beyond the fifth are left out', () => {
    expect(search('grand hotel broadway new york')).toEqual([2, 3]);
    expect(search('grand hotel broadway new york lisboa tokyo')).toEqual([2, 3]);
    expect(search('grand hotel broadway new lisboa york')).toEqual([]);
  });

  it('count once', () => {
    expect(search('grand grand GRAND hotel hotel lisboa')).toEqual([]);
  });

  it('may have typos in two of them, of those that are like none', () => {
    expect(search('grxnd hotel')).toEqual([2, 3]);
    expect(search('grxnd brxadway')).toEqual([2, 3]);
    expect(search('grxnd brxadway hoxel')).toEqual([]);
  });

  it('are taken as they are written where they are found so', () => {
    const both = new HotelIndex();
    both.put([
      { ...hotels[0]!, id: 1, name: 'Rosa' },
      { ...hotels[0]!, id: 2, name: 'Rose' },
    ]);
    expect(both.rank('rosa')).toEqual([1]);
    expect(both.rank('rosx')).toEqual([1, 2]);
  });
});

describe('an index that follows its hotels', () => {
  const [alfama, grand] = [hotels[0]!, hotels[1]!];

  it('finds a hotel by what it is called now, not by what it was', () => {
    const index = new HotelIndex();
    index.put([alfama, grand]);
    index.put([{ ...alfama, name: 'Quokka Lodge' }]);
    expect([index.rank('alfama'), index.rank('quokka'), index.rank('grand')]).toEqual([[], [1], [2]]);
    expect(index.size).toBe(2);
  });

  it('ranks after changes as an index that was made anew', () => {
    const changed = new HotelIndex();
    changed.put(hotels.map((hotel) => ({ ...hotel, name: 'Tokyo', city: 'Tokyo' })));
    changed.put(hotels);
    for (const text of ['tokyo', 'lisboa', 'grand hotel', '4']) expect(changed.rank(text)).toEqual(search(text));
  });

  it('forgets hotels that are gone and says which it has not got', () => {
    const index = new HotelIndex();
    index.put([alfama, grand]);
    expect(index.keepOnly([2, 7])).toEqual([7]);
    expect([index.rank('alfama'), index.rank('grand')]).toEqual([[], [2]]);
  });

  it('ranks so many hotels and no more', () => {
    const index = new HotelIndex();
    index.put(Array.from({ length: MAX_RANKED + 10 }, (_, n) => ({ ...alfama, id: n + 1 })));
    index.put([{ ...alfama, id: 5_000, name: 'Casa Verde' }]);
    expect(index.rank('lisboa')).toHaveLength(MAX_RANKED);
    expect(index.rank('lisboa verde')).toEqual([5_000]);
  });
});
