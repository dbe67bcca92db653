import { UnderWay } from './under-way.js';

describe('what is under way', () => {
  it('is all that entered and has not left', () => {
    const underWay = new UnderWay<string>();
    const first = underWay.enter('first');
    underWay.enter('second');
    underWay.leave(first);
    underWay.enter('third');
    expect(underWay.all().sort()).toEqual(['second', 'third']);
    expect(underWay.size).toBe(2);
  });

  it('takes no more places than were taken at once', () => {
    const underWay = new UnderWay<number>();
    const places = Array.from({ length: 100 }, (_, item) => {
      const place = underWay.enter(item);
      underWay.leave(place);
      return place;
    });
    expect(new Set(places).size).toBe(1);
    expect(underWay.all()).toEqual([]);
  });
});
