import { formatMoney } from './money.js';

describe('an amount of money', () => {
  it.each([
    [1_234_567, 'EUR', 'en-GB', '€12,345.67'],
    [1_234_567, 'JPY', 'en', '¥1,234,567'],
    [1_234_567, 'KWD', 'en', 'KWD 1,234.567'],
    [1_234_567, 'CLF', 'en', 'CLF 123.4567'],
    [5, 'EUR', 'de-DE', '0,05 €'],
    [0, 'USD', 'en-US', '$0.00'],
  ])('of %d minor units of %s in %s is %s', (minorUnits, currency, locale, text) => {
    expect(formatMoney(minorUnits, currency, locale).replace(/\s/g, ' ')).toBe(text);
  });

  it('has the minor units of ISO 4217, where shops have dropped them', () => {
    expect(formatMoney(1_500_000, 'HUF', 'en').replace(/\s/g, ' ')).toBe('HUF 15,000.00');
  });

  it('keeps its last cent when it is large', () => {
    expect(formatMoney(900_719_925_474_099, 'EUR', 'en')).toBe('€9,007,199,254,740.99');
  });
});
