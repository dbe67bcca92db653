import { amountOf } from './price.js';

describe('the amount of a stay', () => {
  const nights = [
    { date: '2027-06-01', price: 10_050 },
    { date: '2027-06-02', price: 12_999 },
  ];

  it('is the sum over its nights, each at its own price', () => {
    expect(amountOf(nights, 1)).toBe(23_049);
  });

  it('is that for each of the rooms', () => {
    expect(amountOf(nights, 3)).toBe(69_147);
  });

  it('is exact in minor units where decimals are not', () => {
    // 0.1 + 0.2 in major units would be 0.30000000000000004.
    expect(
      amountOf(
        [
          { date: '2027-06-01', price: 10 },
          { date: '2027-06-02', price: 20 },
        ],
        1,
      ),
    ).toBe(30);
  });

  it('is nothing without nights, and for nights that are free', () => {
    expect(amountOf([], 2)).toBe(0);
    expect(amountOf([{ date: '2027-06-01', price: 0 }], 2)).toBe(0);
  });
});
