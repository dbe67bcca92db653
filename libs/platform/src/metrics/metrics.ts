import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { within } from '../within.js';

/** How long a scrape waits for the database or Redis: less than Prometheus' own patience, 10 s, by far. */
const ANSWER_WITHIN_MS = 1_000;
/** What was asked this recently is not asked again: however many ask for the metrics, it is one query a second. */
const FRESH_MS = 1_000;

/** The values each label can take: nothing that comes from outside. None given means that the code bounds them. */
type Labels<L extends string> = Readonly<Record<L, readonly string[]>>;

/** One value of a gauge. */
export interface Reading {
  gauge: Gauge<string>;
  labels?: Record<string, string>;
  value: number;
}

interface Question {
  name: string;
  gauges: readonly Gauge<string>[];
  ask: () => Promise<readonly Reading[]>;
  running?: Promise<readonly Reading[]> | undefined;
  freshUntil: number;
}

/**
 * The metrics of one app. A name that exists already gives the metric that is there. Series of known labels begin at 0,
 * so that the first event is an increase.
 */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly questions: Question[] = [];
  private readonly failures = this.counter(
    'staylock_scrape_errors_total',
    'Questions to the database or Redis that a scrape got no answer to; their metrics are left out then',
    { question: [] },
  );

  counter<L extends string = never>(name: string, help: string, labels = {} as Labels<L>): Counter<L> {
    const known = this.registry.getSingleMetric(name);
    if (known instanceof Counter) return known;
    const counter = new Counter({ name, help, labelNames: namesOf(labels), registers: [this.registry] });
    for (const combination of combinationsOf(labels)) counter.inc(combination, 0);
    return counter;
  }

  /** `buckets` in seconds. */
  histogram<L extends string = never>(
    name: string,
    help: string,
    buckets: readonly number[],
    labels = {} as Labels<L>,
  ): Histogram<L> {
    const known = this.registry.getSingleMetric(name);
    if (known instanceof Histogram) return known;
    const options = { name, help, labelNames: namesOf(labels), buckets: [...buckets], registers: [this.registry] };
    const histogram = new Histogram(options);
    for (const combination of combinationsOf(labels)) histogram.zero(combination);
    return histogram;
  }

  /** A gauge that is set by the code, or read by `read` at each scrape from what the process has at hand. */
  gauge<L extends string = never>(
    name: string,
    help: string,
    labelNames: readonly L[] = [],
    read: (gauge: Gauge<L>) => void = () => undefined,
  ): Gauge<L> {
    const known = this.registry.getSingleMetric(name);
    if (known instanceof Gauge) return known;
    const gauge: Gauge<L> = new Gauge({
      name,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect: () => read(gauge),
    });
    return gauge;
  }

  /** Gauges that are asked of the database or Redis at each scrape: by something cheap, for it runs at every one. */
  askAtScrape(name: string, gauges: readonly Gauge<string>[], ask: () => Promise<readonly Reading[]>): void {
    this.failures.inc({ question: name }, 0);
    this.questions.push({ name, gauges, ask, freshUntil: 0 });
  }

  /** Everything in Prometheus' text format. Never waits long, and never fails because another part does. */
  async render(): Promise<string> {
    await Promise.all(this.questions.map((question) => this.put(question)));
    return this.registry.metrics();
  }

  private async put(question: Question): Promise<void> {
    if (Date.now() < question.freshUntil) return;
    // One that hangs is not asked a second time meanwhile.
    question.running ??= question.ask().finally(() => (question.running = undefined));
    try {
      const readings = await within(ANSWER_WITHIN_MS, question.running);
      question.gauges.forEach(clear);
      for (const { gauge, labels = {}, value } of readings) gauge.set(labels, value);
      question.freshUntil = Date.now() + FRESH_MS;
    } catch {
      // No value is better than an old one: what is absent can be noticed.
      question.gauges.forEach(clear);
      this.failures.inc({ question: question.name });
    }
  }
}

/** `reset` alone would leave a gauge without labels at 0. */
function clear(gauge: Gauge<string>): void {
  gauge.reset();
  gauge.remove({});
}

function namesOf<L extends string>(labels: Labels<L>): L[] {
  return Object.keys(labels) as L[];
}

function combinationsOf<L extends string>(labels: Labels<L>): Record<L, string>[] {
  return namesOf(labels).reduce<Record<string, string>[]>(
    (combinations, name) => combinations.flatMap((rest) => labels[name].map((value) => ({ ...rest, [name]: value }))),
    [{}],
  );
}
