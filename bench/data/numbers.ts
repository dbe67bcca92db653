/** A derived table `SELECT n` of the whole numbers below `count`, made by the server: nothing has to be sent to it. */
export function numbersBelow(count: number): string {
  const digits = Math.max(1, Math.ceil(Math.log10(count)));
  const digit =
    '(SELECT 0 AS d UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8 UNION ALL SELECT 9)';
  const places = Array.from({ length: digits }, (_, place) => place);
  const sum = places.map((place) => `d${place}.d * ${10 ** place}`).join(' + ');
  const tables = places.map((place) => `${digit} d${place}`).join(' CROSS JOIN ');
  return `(SELECT n FROM (SELECT ${sum} AS n FROM ${tables}) every WHERE n < ${count})`;
}
