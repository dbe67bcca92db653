import { RoomsLeft } from './rooms-left.js';

const night = (date: string, roomsLeft: number) => ({ date, roomsLeft, price: 100 });
const FIRST = night('2027-06-01', 2);
const SECOND = night('2027-06-02', 1);
const THIRD = night('2027-06-03', 2);

describe('the rooms left of nights', () => {
  it('are taken by one hold after the other until there are none', () => {
    const left = new RoomsLeft();
    expect([1, 2, 3].map(() => left.take(1, [FIRST], 1))).toEqual([[], [], [FIRST.date]]);
  });

  it('are taken on every night of a stay or on none', () => {
    const left = new RoomsLeft();
    expect(left.take(1, [FIRST, SECOND, THIRD], 2)).toEqual([SECOND.date]);
    expect(left.take(1, [FIRST], 2)).toEqual([]);
    expect(left.take(1, [THIRD], 2)).toEqual([]);
    expect(left.take(1, [SECOND], 1)).toEqual([]);
  });

  it('are not enough for a stay once another one has one of its nights', () => {
    const left = new RoomsLeft();
    expect(left.take(1, [SECOND, THIRD], 1)).toEqual([]);
    expect(left.take(1, [FIRST, SECOND], 1)).toEqual([SECOND.date]);
    expect(left.take(1, [FIRST], 2)).toEqual([]);
  });

  it('are not given to one who asks for more than there are', () => {
    const left = new RoomsLeft();
    expect(left.take(1, [FIRST], 3)).toEqual([FIRST.date]);
    expect(left.take(1, [FIRST], 2)).toEqual([]);
  });

  it('are those of one category', () => {
    const left = new RoomsLeft();
    expect(left.take(1, [FIRST], 2)).toEqual([]);
    expect(left.take(11, [FIRST], 2)).toEqual([]);
    expect(left.take(1, [FIRST], 1)).toEqual([FIRST.date]);
  });

  it('are counted from what was read first', () => {
    const left = new RoomsLeft();
    expect(left.take(1, [FIRST], 2)).toEqual([]);
    expect(left.take(1, [night(FIRST.date, 9)], 1)).toEqual([FIRST.date]);
  });
});
