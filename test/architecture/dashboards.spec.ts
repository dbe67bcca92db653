import { readFileSync } from 'node:fs';
import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import { parse } from 'yaml';
import { Metrics, parseEnv } from '#platform';
import { ExpireBookingsTask } from '../../apps/booking/src/booking/expire-bookings.task.js';
import { AppModule as NotificationModule } from '../../apps/notification/src/app.module.js';
import { NotificationEnv } from '../../apps/notification/src/env.js';
import { type RunningApp, startApp } from '../support/app.js';
import { sharedRedisUrl } from '../support/databases.js';
import { readExpression } from '../support/promql.js';
import { TestSystem } from '../support/system.js';

interface Rule {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; runbook: string };
}

const APPS = ['booking', 'hotel-inventory', 'notification'];
/** What Prometheus adds to every sample, and what it has of its own. */
const TARGET_LABELS = ['job', 'instance'];
const OF_PROMETHEUS = new Map([['up', new Set(TARGET_LABELS)]]);
/** Labels of which every value is there from the start, so that a value that is not there is a mistake. */
const WHOLLY_KNOWN = [
  'kind',
  'outcome',
  'change',
  'topic',
  'state',
  'purpose',
  'reason',
  'call',
  'dependency',
  'queue',
];

const rules = (
  parse(readFileSync('docker/prometheus/alerts.yml', 'utf8')) as { groups: { rules: Rule[] }[] }
).groups.flatMap((group) => group.rules);
const dashboard = JSON.parse(readFileSync('docker/grafana/staylock.json', 'utf8')) as {
  panels: { id: number; title: string; targets?: { expr: string }[] }[];
  templating: { list: { query: string }[] };
};
const panelExpressions = dashboard.panels.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }) => [title, expr] as const),
);
const operations = readFileSync('docs/operations.md', 'utf8');

/** Metrics that some app has, with the labels and the values that they can have. */
type Known = Map<string, Map<string, Set<string>>>;

/** What is wrong with an expression, given what the apps have. */
function mistakesIn(expression: string, known: Known): string[] {
  const { selectors, groupings } = readExpression(expression);
  const labels = new Set(TARGET_LABELS);
  const mistakes: string[] = [];
  for (const { metric, matchers } of selectors) {
    const values = known.get(metric);
    if (!values) {
      mistakes.push(`no app has ${metric}`);
      continue;
    }
    for (const label of values.keys()) labels.add(label);
    for (const { label, operator, value } of matchers) {
      if (TARGET_LABELS.includes(label)) {
        const jobs = operator.includes('~') ? value.split('|') : [value];
        if (value !== '$job' && !jobs.every((job) => APPS.includes(job))) mistakes.push(`there is no job ${value}`);
      } else if (!values.has(label)) mistakes.push(`${metric} has no label ${label}`);
      else if (operator === '=' && WHOLLY_KNOWN.includes(label) && !values.get(label)?.has(value)) {
        mistakes.push(`${metric} has no ${label} ${value}`);
      }
    }
  }
  return [
    ...mistakes,
    ...groupings.filter((label) => !labels.has(label)).map((label) => `nothing has a label ${label}`),
  ];
}

describe('dashboards and alerts', () => {
  let system: TestSystem;
  let notification: RunningApp;
  const known: Known = new Map(
    [...OF_PROMETHEUS].map(([name, labels]) => [name, new Map([...labels].map((label) => [label, new Set()]))]),
  );

  beforeAll(async () => {
    system = await TestSystem.start();
    // No mail is sent here.
    const mail = { SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'bookings@staylock.example' };
    // A part of Redis that no other test uses: this app must take nobody's jobs.
    const redisUrl = Object.assign(new URL(sharedRedisUrl()), { pathname: '/15' }).href;
    const env = parseEnv(NotificationEnv, { ...system.env, ...mail, REDIS_URL: redisUrl });
    notification = await startApp('notification', NotificationModule.forRoot(env), env);
    // The names of tasks, and how they end, are known once one has run.
    await system.booking.app.get(ExpireBookingsTask, { strict: false }).run();
    for (const { app } of [system.booking, system.inventory, notification]) {
      const metrics = app.get(Metrics, { strict: false });
      await metrics.render();
      for (const metric of await metrics.registry.getMetricsAsJSON()) learn(metric, labelNamesOf(metrics, metric.name));
    }
  });
  afterAll(async () => {
    await notification.close();
    await system.close();
  });

  function learn({ name, type, values }: MetricObjectWithValues<MetricValue<string>>, labelNames: string[]): void {
    // A histogram is three metrics for Prometheus. (The enumeration of prom-client is not there at run time.)
    const names = String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name];
    for (const each of names) {
      const labels = known.get(each) ?? new Map<string, Set<string>>();
      for (const label of [...labelNames, ...(each.endsWith('_bucket') ? ['le'] : [])]) {
        const seen = labels.get(label) ?? new Set();
        for (const value of values) if (label in value.labels) seen.add(String(value.labels[label]));
        labels.set(label, seen);
      }
      known.set(each, labels);
    }
  }

  it('exist', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(panelExpressions.length).toBeGreaterThan(30);
  });

  it('ask for metrics and labels that the apps have: panels', () => {
    const wrong = panelExpressions.flatMap(([title, expr]) =>
      mistakesIn(expr, known).map((what) => `${title}: ${what}`),
    );
    expect(wrong).toEqual([]);
    for (const { query } of dashboard.templating.list) {
      expect(known.has(/^label_values\((\w+), job\)$/.exec(query)?.[1] ?? '')).toBe(true);
    }
  });

  it('ask for metrics and labels that the apps have: alerts', () => {
    expect(rules.flatMap(({ alert, expr }) => mistakesIn(expr, known).map((what) => `${alert}: ${what}`))).toEqual([]);
  });

  it.each([
    ['a misspelt metric', 'max(staylock_outbox_overdu_seconds) > 60', 'no app has staylock_outbox_overdu_seconds'],
    ['a histogram without its suffix', 'rate(staylock_lock_wait_seconds[5m])', 'no app has staylock_lock_wait_seconds'],
    ['a label it has not', 'sum(staylock_outbox_events{status="DEAD"})', 'staylock_outbox_events has no label status'],
    ['a value it has not', 'staylock_outbox_events{state="LOST"}', 'staylock_outbox_events has no state LOST'],
    ['a grouping it has not', 'sum by (hotel) (staylock_holds_total)', 'nothing has a label hotel'],
    ['another job', 'up{job="payment"}', 'there is no job payment'],
    [
      'one mistake deep inside',
      'time() - max(rate(staylock_nothing_total[5m])) > 1',
      'no app has staylock_nothing_total',
    ],
  ])('would not get away with %s: the negative control', (_, expression, mistake) => {
    expect(mistakesIn(expression, known)).toEqual([mistake]);
  });

  it('are PromQL, which "rate(" is not: the negative control', () => {
    expect(() => readExpression('rate(')).toThrow('no PromQL');
    expect(() => readExpression('sum by job (up)')).toThrow('no PromQL');
  });

  it('leave no metric of ours unseen', () => {
    const used = new Set(
      [...panelExpressions.map(([, expr]) => expr), ...rules.map(({ expr }) => expr)].flatMap((expr) =>
        readExpression(expr).selectors.map(({ metric }) => metric.replace(/_(bucket|sum|count)$/, '')),
      ),
    );
    const ours = new Set(
      [...known.keys()]
        .filter((name) => name.startsWith('staylock_'))
        .map((name) => name.replace(/_(bucket|sum|count)$/, '')),
    );
    expect([...ours].filter((name) => !used.has(name))).toEqual([]);
  });

  it('name metrics by the rules: a unit at the end of what has one, total for what only grows', async () => {
    for (const { app } of [system.booking, system.inventory, notification]) {
      for (const { name, type } of await app.get(Metrics, { strict: false }).registry.getMetricsAsJSON()) {
        if (!name.startsWith('staylock_')) continue;
        expect([name, name.endsWith('_total')]).toEqual([name, String(type) === 'counter']);
        if (String(type) === 'histogram') expect(name).toMatch(/_seconds$/);
      }
    }
  });

  it('each have, as alerts, a section that says what it means and what to do, and no section has no alert', () => {
    const sections = new Map(
      [...operations.matchAll(/^### (Staylock\w+)\n([\s\S]*?)(?=^##)/gm)].map(([, name, text]) => [
        name,
        text?.trim() ?? '',
      ]),
    );
    expect([...sections.keys()].sort()).toEqual(rules.map(({ alert }) => alert).sort());
    for (const { alert, labels, annotations, for: patience } of rules) {
      const [meaning = '', action = ''] = (sections.get(alert) ?? '').split('\n\n');
      expect([alert, meaning.length > 40, action.startsWith('What to do: ')]).toEqual([alert, true, true]);
      expect([alert, meaning.startsWith('_page_')]).toEqual([alert, labels.severity === 'page']);
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(annotations.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(patience).toMatch(/^\d+m$/);
    }
  });

  it('are what the containers mount and scrape', () => {
    const jobs = parse(readFileSync('docker/prometheus/prometheus.yml', 'utf8')) as {
      rule_files: string[];
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    expect(jobs.rule_files).toEqual(['alerts.yml']);
    expect(jobs.scrape_configs.map((job) => job.job_name).sort()).toEqual(APPS);
    const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
      services: Record<string, { environment?: { PORT?: number }; profiles?: string[]; volumes?: string[] }>;
    };
    for (const { static_configs } of jobs.scrape_configs) {
      const [host = '', port] = static_configs[0]?.targets[0]?.split(':') ?? [];
      expect(compose.services[host]?.environment?.PORT).toBe(Number(port));
    }
    for (const name of ['prometheus', 'grafana', 'jaeger'])
      expect(compose.services[name]?.profiles).toEqual(['observability']);
    const mounts = [
      ...(compose.services['prometheus']?.volumes ?? []),
      ...(compose.services['grafana']?.volumes ?? []),
    ].join('\n');
    for (const file of ['./docker/prometheus:', './docker/grafana/staylock.json:', './docker/grafana/provisioning:']) {
      expect(mounts).toContain(file);
    }
  });
});

function labelNamesOf({ registry }: Metrics, name: string): string[] {
  const metric = registry.getSingleMetric(name) as unknown as { labelNames: string[] } | undefined;
  return metric?.labelNames ?? [];
}
