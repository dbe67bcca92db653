import { parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import type { Summary } from './summary.js';

const WIDTH = 420;
const HEIGHT = 320;

/** The two curves of every scenario over the number of clients, as an SVG that needs nothing else to be seen. */
export async function curves(summaries: readonly Summary[], title: string): Promise<string> {
  const view = new View(parse(compile(specification(summaries, title)).spec), { renderer: 'none' });
  try {
    return await view.toSVG();
  } finally {
    view.finalize();
  }
}

function specification(summaries: readonly Summary[], title: string): TopLevelSpec {
  const clients = [...new Set(summaries.map((summary) => summary.clients))].sort((a, b) => a - b);
  const values = summaries.map(({ scenario, clients, rate, p99 }) => ({ scenario, clients, rate, p99 }));
  // In one order everywhere, so that colours and legend are those of the other reports.
  const scenarios = [...new Set(summaries.map(({ scenario }) => scenario as string))].sort();
  const x = {
    ...{ field: 'clients', type: 'quantitative' as const, title: 'clients' },
    scale: { type: 'log' as const, nice: false },
    axis: { values: clients, format: 'd', grid: false },
  };
  const color = {
    field: 'scenario',
    type: 'nominal' as const,
    scale: { scheme: 'tableau10' as const },
    sort: scenarios,
  };
  const chart = (field: 'rate' | 'p99', heading: string) => ({
    ...{ width: WIDTH, height: HEIGHT },
    mark: { type: 'line' as const, point: true },
    encoding: {
      ...{ x, color },
      // Over two powers of ten: a line of its own for each scenario needs the logarithm.
      y: { field, type: 'quantitative' as const, title: heading, scale: { type: 'log' as const } },
    },
  });
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    title,
    background: 'white',
    data: { values },
    hconcat: [chart('rate', 'requests a second'), chart('p99', 'p99, ms')],
  };
}
