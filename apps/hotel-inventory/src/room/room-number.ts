/** As the database tells numbers apart: neither by case nor by accents. */
const COLLATOR = new Intl.Collator('en', { sensitivity: 'base' });

/** Numbers that stand there more than once, so that a door could be meant by either. */
export function repeatedNumbers(numbers: readonly string[]): string[] {
  const sorted = numbers.toSorted(COLLATOR.compare);
  return sorted.filter((number, i) => i > 0 && COLLATOR.compare(number, sorted[i - 1] ?? '') === 0);
}
