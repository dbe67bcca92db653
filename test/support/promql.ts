import { parser } from '@prometheus-io/lezer-promql';

/** One use of a metric in an expression. */
interface Selector {
  metric: string;
  /** What its label matchers ask for. */
  matchers: { label: string; operator: string; value: string }[];
}

export interface Expression {
  selectors: Selector[];
  /** Labels that the expression groups by. */
  groupings: string[];
}

/** Variables that Grafana fills in, as it would. */
const FILLED_IN: Record<string, string> = { $__rate_interval: '1m' };

/** Reads a PromQL expression with Prometheus' own grammar. Throws where it is not one. */
export function readExpression(expression: string): Expression {
  const text = Object.entries(FILLED_IN).reduce((filled, [name, value]) => filled.replaceAll(name, value), expression);
  const found: Expression = { selectors: [], groupings: [] };
  parser.parse(text).iterate({
    enter: ({ type, from, to, node }) => {
      const own = text.slice(from, to);
      const selector = found.selectors.at(-1);
      if (type.isError) throw new Error(`no PromQL at "${text.slice(from)}": ${expression}`);
      if (type.name === 'VectorSelector')
        found.selectors.push({ metric: own.split(/[{\s]/, 1)[0] ?? '', matchers: [] });
      if (type.name === 'LabelName' && node.parent?.name === 'GroupingLabels') found.groupings.push(own);
      if (type.name === 'UnquotedLabelMatcher') {
        const [, label = '', operator = '', value = ''] = /^(\w+)\s*(=~|!~|!=|=)\s*["'](.*)["']$/s.exec(own) ?? [];
        selector?.matchers.push({ label, operator, value });
      }
    },
  });
  return found;
}
