import type { Costs } from './costs/meter.js';
import type { RunFigures } from './load/figures.js';
import type { ScenarioName } from './load/plan.js';
import type { BenchOptions } from './options.js';

/** Rows of the outbox that are not finished. */
export interface Backlog {
  /** Not handed over to the queue yet. */
  pending: number;
  /** In the queue, not sent yet. */
  queued: number;
}

/** One run: a scenario, or the floor, with so many clients, in one round. */
export interface Sample {
  scenario: ScenarioName | 'floor';
  clients: number;
  round: number;
  figures: RunFigures;
  costs: Costs;
  /** What the relay and notification had before them, at the run's beginning and end. */
  backlog: { before: Backlog; after: Backlog };
}

/** Whether everything is as it must be after the runs. */
export interface InvariantsCheck {
  /** `all` rows of both databases, or, where there are too many, only the `nights`. */
  scope: 'all' | 'nights';
  checked: number;
  /** Broken rules, with how often. */
  broken: string[];
}

export interface BenchReport {
  startedAt: string;
  minutes: number;
  /** Of what was measured; undefined outside of a git clone. */
  commit: string | undefined;
  /** There were changes that are not in the commit. */
  changed: boolean;
  machine: { processors: number; model: string; node: string; database: string };
  options: BenchOptions;
  /** What the apps were told. */
  settings: Record<string, string>;
  samples: Sample[];
  /** At the end. */
  backlog: Backlog;
  invariants: InvariantsCheck;
}
