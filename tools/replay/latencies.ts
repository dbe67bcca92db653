/** How long requests took, by kind, in milliseconds. */
export class Latencies {
  private readonly byKind = new Map<string, number[]>();

  add(kind: string, ms: number): void {
    const known = this.byKind.get(kind);
    if (known) known.push(ms);
    else this.byKind.set(kind, [ms]);
  }

  get count(): number {
    return [...this.byKind.values()].reduce((sum, all) => sum + all.length, 0);
  }

  kinds(): { kind: string; count: number; p50: number; p99: number }[] {
    return [...this.byKind].map(([kind, all]) => {
      const sorted = Float64Array.from(all).sort();
      return { kind, count: all.length, p50: percentile(sorted, 50), p99: percentile(sorted, 99) };
    });
  }
}

/** Nearest rank: the smallest value that at least `p` per cent of all do not exceed. */
export function percentile(sorted: ArrayLike<number>, p: number): number {
  return sorted[Math.max(0, Math.ceil((sorted.length * p) / 100) - 1)] ?? 0;
}
