import { median } from 'simple-statistics';
import type { Costs } from '../costs/meter.js';
import type { Sample } from '../report.js';

/** What one scenario came to with so many clients: medians over the rounds. */
export interface Summary {
  scenario: Sample['scenario'];
  clients: number;
  rounds: number;
  /** Right answers a second. */
  rate: number;
  bookingsRate: number;
  /** The rate as a part of the floor's with as many clients in the same round; undefined without a floor. */
  ofFloor: number | undefined;
  p50: number;
  p99: number;
  /** Right answers of a hundred. */
  rightPercent: number;
  failures: Record<string, number>;
  refusals: Record<string, number>;
  cost: CostOfOne;
  /** The share of the processors that others used, 0 to 1: the larger, the less the times say. */
  othersShare: number;
}

/** What one request cost. */
interface CostOfOne {
  /** Processor time by process, in ms. */
  processorMs: Record<string, number>;
  /** Of all processes of the system and of the load. */
  allMs: number;
  /** Statements in booking's database, in hotel-inventory's, and altogether. */
  bookingSql: number;
  inventorySql: number;
  queries: number;
  commits: number;
  /** Writes that the database waited for until they were on the disk. */
  fsyncs: number;
  /** Commands, those inside of scripts as well, and round trips. */
  redis: number;
  redisTrips: number;
  /** Requests from booking to hotel-inventory. */
  calls: number;
}

/** In the order in which they were measured first. */
export function summarise(samples: readonly Sample[]): Summary[] {
  const groups = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = `${sample.scenario} ${sample.clients}`;
    groups.set(key, [...(groups.get(key) ?? []), sample]);
  }
  return [...groups.values()].flatMap((group) => summaryOf(group, samples) ?? []);
}

function summaryOf(group: readonly Sample[], all: readonly Sample[]): Summary | undefined {
  const [first] = group;
  if (!first) return undefined;
  const { scenario, clients } = first;
  const of = (value: (sample: Sample) => number) => median(group.map(value));
  const answers = sum(group.map(({ figures }) => figures.answers));
  const failures = added(group.map(({ figures }) => figures.failures));
  const ratios = group.flatMap((sample) => ofFloor(sample, all) ?? []);
  return {
    ...{ scenario, clients, rounds: group.length },
    rate: of(({ figures }) => figures.rate),
    bookingsRate: of(({ figures }) => figures.bookingsRate),
    ofFloor: ratios.length > 0 ? median(ratios) : undefined,
    p50: of(({ figures }) => figures.p50),
    p99: of(({ figures }) => figures.p99),
    rightPercent: answers === 0 ? 0 : (100 * (answers - sum(Object.values(failures)))) / answers,
    failures,
    refusals: added(group.map(({ figures }) => figures.refusals)),
    cost: costOfOne(group),
    othersShare: of(({ costs }) => costs.othersShare),
  };
}

function ofFloor(sample: Sample, all: readonly Sample[]): number | undefined {
  const floor = all.find(
    ({ scenario, clients, round }) => scenario === 'floor' && clients === sample.clients && round === sample.round,
  );
  return floor && floor.figures.rate > 0 ? sample.figures.rate / floor.figures.rate : undefined;
}

/** Of all rounds together: nothing of it depends on how fast they went. */
function costOfOne(group: readonly Sample[]): CostOfOne {
  const answers = Math.max(1, sum(group.map(({ figures }) => figures.answers)));
  const each = (counters: Record<string, number>) =>
    Object.fromEntries(Object.entries(counters).map(([name, value]) => [name, value / answers]));
  const total = (pick: (costs: Costs) => Record<string, number>) => added(group.map(({ costs }) => pick(costs)));
  const processorMs = each(total((costs) => costs.processorMs));
  const statements = each(total((costs) => costs.statements));
  const database = each(total((costs) => costs.database));
  const direct = sum(group.map(directRequests));
  return {
    processorMs,
    bookingSql: (statements['booking'] ?? 0) + (statements['floor: booking'] ?? 0),
    inventorySql: (statements['hotel-inventory'] ?? 0) + (statements['floor: hotel-inventory'] ?? 0),
    allMs: sum(Object.values(processorMs)),
    queries: database['Questions'] ?? 0,
    commits: database['Com_commit'] ?? 0,
    fsyncs: database['Innodb_data_fsyncs'] ?? 0,
    redis: sum(Object.values(total((costs) => costs.redis))) / answers,
    redisTrips: sum(group.map(({ costs }) => costs.redisReads)) / answers,
    calls: Math.max(0, sum(group.map(({ costs }) => costs.inventoryRequests)) - direct) / answers,
  };
}

const ASKED_DIRECTLY = ['search', 'availability', 'hotels'];

/** What clients asked hotel-inventory themselves. */
function directRequests({ figures }: Sample): number {
  return sum(ASKED_DIRECTLY.map((kind) => figures.kinds[kind]?.answers ?? 0));
}

function added(all: readonly Record<string, number>[]): Record<string, number> {
  const totals: Record<string, number> = {};
  for (const counters of all) {
    for (const [name, value] of Object.entries(counters)) totals[name] = (totals[name] ?? 0) + value;
  }
  return totals;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
