import { numberFormat } from './formats.js';

/**
 * Digits after the point where ISO 4217 does not say two. Intl knows the currencies as they are printed in shops, in
 * Node 20 for instance 0 for HUF, and would show such prices a hundred times too high.
 */
const DIGITS: Record<number, string[]> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
  4: 'CLF UYW'.split(' '),
};

/** An amount in minor units of its currency (ISO 4217), as it is written in a locale. */
export function formatMoney(minorUnits: number, currency: string, locale: string): string {
  const digits = digitsOf(currency);
  return numberFormat(locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(minorUnits / 10 ** digits);
}

function digitsOf(currency: string): number {
  const exception = Object.entries(DIGITS).find(([, currencies]) => currencies.includes(currency));
  return exception ? Number(exception[0]) : 2;
}
