/** One quantity over the run: what was read, in order. */
export interface Series {
  name: string;
  unit: string;
  values: number[];
  /** What a level quantity may still move by itself, in its unit. */
  noise: number;
}

export interface Verdict {
  name: string;
  unit: string;
  /** Medians of the second and of the last quarter of the run. */
  before: number;
  after: number;
  level: boolean;
}

/** A level quantity may end this much higher, as a part of what it was. */
const TOLERANCE = 0.15;

/**
 * Whether a quantity stayed level: the median of the last quarter against that of the second. The first quarter is
 * filling up, and a median is not moved by a single high reading.
 */
export function judge({ name, unit, values, noise }: Series): Verdict {
  const quarter = Math.floor(values.length / 4);
  if (quarter === 0) throw new Error(`${name}: ${values.length} readings are too few to judge by`);
  const before = median(values.slice(quarter, 2 * quarter));
  const after = median(values.slice(-quarter));
  return { name, unit, before, after, level: after <= before * (1 + TOLERANCE) + noise };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
