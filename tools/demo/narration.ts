let steps = 0;

/** The title of the next step. */
export function tell(title: string): void {
  steps++;
  console.log(`\n${steps}. ${title}\n`);
}

/** What was sent or came back, under its step. */
export function show(...lines: string[]): void {
  for (const line of lines.join('\n').split('\n')) console.log(`   ${line}`.trimEnd());
}

/** Ends the demo when the system did something else than it should. */
export function expect(isSo: boolean, what: string): asserts isSo {
  if (!isSo) throw new Error(`Not as expected: ${what}`);
}

/** An amount in minor units as people write it. */
export function money(amount: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  // Yen have no minor unit, euros two digits of it.
  return format.format(amount / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
