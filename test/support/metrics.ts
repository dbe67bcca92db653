import type { Metrics } from '#platform';

/** The value of one series; undefined where there is none. The name of a histogram's count ends in `_count`. */
export async function valueOf(
  { registry }: Pick<Metrics, 'registry'>,
  name: string,
  labels: Record<string, string> = {},
): Promise<number | undefined> {
  return samplesOf(await registry.metrics()).find(
    (sample) => sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(sorted(labels)),
  )?.value;
}

export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

/** Reads Prometheus' text format. */
export function samplesOf(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      if (name === undefined || value === undefined) throw new Error(`no sample: ${line}`);
      const pairs = [...(labels ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
      return { name, labels: sorted(Object.fromEntries(pairs) as Record<string, string>), value: Number(value) };
    });
}

function sorted(labels: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How often turns were got by each way, in the order of the names. */
export async function turnsOf(
  metrics: Metrics,
): Promise<{ acquired: number; withoutRedis: number; contended: number }> {
  const turns = async (outcome: string) =>
    (await valueOf(metrics, 'staylock_locks_total', { purpose: 'turn', outcome })) ?? 0;
  return {
    acquired: await turns('acquired'),
    withoutRedis: await turns('without_redis'),
    contended: await turns('contended'),
  };
}
