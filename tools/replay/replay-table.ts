import type { InvariantReport } from '../verify/verify-invariants.js';
import type { CategoryNeed } from './category-needs.js';
import type { Latencies } from './latencies.js';
import { backlogOf, type MailStates } from './mail-states.js';
import type { Replay } from './replay.js';

export interface ReplayResult {
  replay: Replay;
  sent: number;
  unusable: ReadonlyMap<string, number>;
  needs: readonly CategoryNeed[];
  /** Nights that the hotel had on sale. */
  nights: number;
  seconds: number;
  latencies: Latencies;
  /** Calls that got no answer, or 503, and were sent again. */
  repeated: number;
  mailsAtEnd: MailStates;
  mails: MailStates;
  /** Undefined when mails were still on their way after the longest wait. */
  drainSeconds: number | undefined;
  report: InvariantReport;
}

export function replayTable(result: ReplayResult): string {
  const { replay, latencies, mails, needs } = result;
  const rooms = needs.reduce((sum, need) => sum + need.rooms, 0);
  const unusable = [...result.unusable].map(([reason, rows]): Line => ['', rows, reason]);
  const failures = [...replay.failures].map(([what, times]): Line => ['', times, what]);
  const drained =
    result.drainSeconds === undefined
      ? 'some still on their way'
      : `none left after ${result.drainSeconds.toFixed(1)} s`;
  return layOut([
    [
      'reservations sent',
      replay.settled,
      replay.settled < result.sent ? `stopped; ${result.sent} were to be sent` : '',
    ],
    ['booked', replay.booked, ''],
    ['  standing at the end', replay.confirmed, 'confirmed'],
    ['  cancelled', replay.cancelled, 'as the guests did'],
    line(
      'sold out, explained',
      replay.soldOutExplained,
      'would have been cancelled; every room had a guest who stayed',
    ),
    line('sold out, unexplained', replay.soldOutUnexplained, 'must be 0'),
    line('tried again', replay.triedAgain, 'the last room was about to be given back'),
    ['unusable rows', sum(result.unusable.values()), ''],
    ...unusable,
    ['failures', sum(replay.failures.values()), ''],
    ...failures,
    line('sent again', result.repeated, 'no answer, or 503'),
    [],
    [
      'room-nights sold',
      replay.roomNights,
      `of ${number(rooms * result.nights)}: ${percent(replay.roomNights, rooms * result.nights)} occupied`,
    ],
    ['rooms', rooms, needs.map((need) => `${need.rooms} of type ${need.category}`).join(', ')],
    [],
    ['seconds', Math.round(result.seconds), ''],
    ['requests a second', Math.round(latencies.count / result.seconds), `${number(latencies.count)} in all`],
    ...latencies
      .kinds()
      .map(({ kind, count, p50, p99 }): Line => [`  ${kind}`, count, `p50 ${ms(p50)}  p99 ${ms(p99)}`]),
    [],
    ['e-mails sent', mails.DONE, ''],
    line('  skipped', mails.SKIPPED, 'no longer true when their turn came'),
    line('  given up', mails.DEAD, 'see "npm run mails -- dead"'),
    [
      '  on their way',
      backlogOf(mails),
      `${number(backlogOf(result.mailsAtEnd))} when the last request was answered; ${drained}`,
    ],
    [],
    ['invariants broken', result.report.violations, ''],
  ]);
}

type Line = [] | [name: string, value: number, remark: string];

/** What there is none of needs no remark. */
function line(name: string, value: number, remark: string): Line {
  return [name, value, value > 0 ? remark : ''];
}

function layOut(lines: Line[]): string {
  return lines
    .map(([name = '', value, remark = '']) =>
      value === undefined ? '' : `${name.padEnd(24)}${number(value).padStart(10)}   ${remark}`.trimEnd(),
    )
    .join('\n');
}

function sum(values: Iterable<number>): number {
  return [...values].reduce((all, value) => all + value, 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${((part / whole) * 100).toFixed(1)} %`;
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`.padStart(10);
}
