import { percentile } from '../replay/latencies.js';

/** One request: what came back, and after how long. Instants are in ms since the beginning of the stage. */
export interface Outcome {
  /** The status, and for refusals the problem's code; `no answer` when none came. */
  answer: string;
  accepted: boolean;
  dueAtMs: number;
  /** Later than due where those who ask had no processor: that is no wait of a guest's. */
  sentAtMs: number;
  answeredAtMs: number;
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
  /** How late the requests were sent. */
  lateP99: number;
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
  /** Processor time of the app for a request that it refuses, in µs; undefined when the run does not tell. */
  refusalCost: number | undefined;
  /** Of all processors, what the guests took at the largest multiple: so much is missing to the system. */
  generatorShare: number;
  complaints: string[];
}

/** A stage that was to last for `seconds`: what it came to until the last answer, if that was later. */
export function stageOf(name: string, outcomes: Outcome[], seconds: number): Stage {
  const accepted = waitsOf(outcomes.filter((outcome) => outcome.accepted));
  const others = outcomes.filter((outcome) => !outcome.accepted);
  const lasted = outcomes.reduce((last, { answeredAtMs }) => Math.max(last, answeredAtMs / 1_000), seconds);
  const counts: Record<string, number> = {};
  for (const { answer } of others) counts[answer] = (counts[answer] ?? 0) + 1;
  const rate = (count: number) => Math.round((count / lasted) * 10) / 10;
  return {
    name,
    offered: rate(outcomes.length),
    accepted: rate(accepted.length),
    refused: Object.fromEntries(Object.entries(counts).map(([answer, count]) => [answer, rate(count)])),
    acceptedP50: percentile(accepted, 50),
    acceptedP99: percentile(accepted, 99),
    refusedP99: percentile(waitsOf(others), 99),
    lateP99: percentile(sorted(outcomes.map(({ dueAtMs, sentAtMs }) => sentAtMs - dueAtMs)), 99),
  };
}

function waitsOf(outcomes: Outcome[]): Float64Array {
  return sorted(outcomes.map(({ sentAtMs, answeredAtMs }) => answeredAtMs - sentAtMs));
}

function sorted(times: number[]): Float64Array {
  return Float64Array.from(times, Math.round).sort();
}
