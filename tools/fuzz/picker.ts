/** Makes the choices of one request; the same numbers make the same choices. */
export class Picker {
  private next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number {
    const number = this.numbers[this.next++ % this.numbers.length] ?? 0;
    return least + (number % (most - least + 1));
  }

  of<T>(values: readonly [T, ...T[]]): T;
  of<T>(values: readonly T[]): T | undefined;
  of<T>(values: readonly T[]): T | undefined {
    return values[this.between(0, Math.max(0, values.length - 1))];
  }

  /** True once in so many times. */
  oneIn(times: number): boolean {
    return this.between(1, times) === 1;
  }
}
