import { LRUCache } from 'lru-cache';

/** To make a format takes longer than the rest of a mail; there are fewer than this in use, and guests may name any locale. */
const MOST = 1_000;

const dates = new LRUCache<string, Intl.DateTimeFormat>({ max: MOST });
const numbers = new LRUCache<string, Intl.NumberFormat>({ max: MOST });

/** `new Intl.DateTimeFormat(locale, options)`, made once. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return madeOnce(dates, locale, options, () => new Intl.DateTimeFormat(locale, options));
}

/** `new Intl.NumberFormat(locale, options)`, made once. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return madeOnce(numbers, locale, options, () => new Intl.NumberFormat(locale, options));
}

function madeOnce<Format extends object>(
  formats: LRUCache<string, Format>,
  locale: string,
  options: object,
  make: () => Format,
): Format {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known) return known;
  const format = make();
  formats.set(key, format);
  return format;
}
