import type { OverloadReport, Stage } from './outcome.js';

/** Refusals that say what they are; anything else is a failure. */
const REFUSALS = ['503 overloaded', '503 hotel_inventory_unavailable'];
/** Of the peak. Refusing costs something too, most of all on one machine with whoever sends all that. */
const LEAST_GOODPUT = 0.75;
/** What is accepted is worth having. */
const MOST_P99_MS = 2_000;
/** After the flood. */
const MOST_RECOVERY_MS = 1_000;
/** Everybody at one instant. */
const MOST_BURST_P99_MS = 2_500;

/** What is not as it should be, in words. */
export function complaintsAbout(report: Omit<OverloadReport, 'complaints'>): string[] {
  const { peak, closed, open, burst, recovery, recoveredAfterMs } = report;
  const complaints: string[] = [];
  for (const stage of [...closed, ...open, burst, ...recovery]) {
    const failures = Object.keys(stage.refused).filter((answer) => !REFUSALS.includes(answer));
    if (failures.length > 0) complaints.push(`${stage.name}: ${failures.join(', ')}`);
  }
  for (const { name, accepted, acceptedP99 } of open) {
    const goodput = accepted / peak;
    if (goodput < LEAST_GOODPUT) {
      complaints.push(`${name}: only ${accepted}/s are done, ${goodput.toFixed(2)} of the peak of ${peak}/s`);
    }
    if (acceptedP99 > MOST_P99_MS) complaints.push(`${name}: p99 of what was accepted is ${acceptedP99} ms`);
  }
  complaints.push(...complaintsAboutBurst(burst));
  if (recoveredAfterMs > MOST_RECOVERY_MS) {
    complaints.push(`recovery: refused still ${Math.round(recoveredAfterMs)} ms after the flood`);
  }
  return complaints;
}

function complaintsAboutBurst({ name, refused, acceptedP99 }: Stage): string[] {
  const refusals = Object.keys(refused).length > 0 ? [`${name}: not all were accepted`] : [];
  return acceptedP99 > MOST_BURST_P99_MS ? [...refusals, `${name}: p99 is ${acceptedP99} ms`] : refusals;
}
