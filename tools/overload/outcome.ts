import { percentile } from '../replay/latencies.js';

/** One request: what came back, and after how long since it was due. */
export interface Outcome {
  /** The status, and for refusals the problem's code; `no answer` when none came. */
  answer: string;
  accepted: boolean;
  ms: number;
  /** Since the beginning of the stage, when it was due. */
  dueAtMs: number;
}

/** What one stage of load came to; rates are per second, times in ms. */
export interface Stage {
  name: string;
  offered: number;
  accepted: number;
  refused: Record<string, number>;
  acceptedP50: number;
  acceptedP99: number;
  refusedP99: number;
}

export interface OverloadReport {
  /** The most that is done in a second for clients who wait for their answers, however many they are. */
  peak: number;
  closed: Stage[];
  /** Multiples of the peak, whether it can be done or not. */
  open: Stage[];
  burst: Stage;
  /** At half the peak right after the last overload, second by second. */
  recovery: Stage[];
  /** When the last request was due that was refused still. */
  recoveredAfterMs: number;
  /** Processor time of the app for a request that it refuses, in µs; undefined when hardly any were. */
  refusalCost: number | undefined;
  /** Of all processors, what the guests took at the largest multiple: so much is missing to the system. */
  generatorShare: number;
  complaints: string[];
}

export function stageOf(name: string, outcomes: Outcome[], seconds: number): Stage {
  const accepted = timesOf(outcomes.filter((outcome) => outcome.accepted));
  const others = outcomes.filter((outcome) => !outcome.accepted);
  const counts: Record<string, number> = {};
  for (const { answer } of others) counts[answer] = (counts[answer] ?? 0) + 1;
  const rate = (count: number) => Math.round((count / seconds) * 10) / 10;
  return {
    name,
    offered: rate(outcomes.length),
    accepted: rate(accepted.length),
    refused: Object.fromEntries(Object.entries(counts).map(([answer, count]) => [answer, rate(count)])),
    acceptedP50: percentile(accepted, 50),
    acceptedP99: percentile(accepted, 99),
    refusedP99: percentile(timesOf(others), 99),
  };
}

function timesOf(outcomes: Outcome[]): Float64Array {
  return Float64Array.from(outcomes, ({ ms }) => Math.round(ms)).sort();
}
