/** A documented command in its shortest honest form, and what it must answer. */
export interface ShortForm {
  command: string;
  says: RegExp[];
  /** Exit codes; 0 alone unless told. */
  ends?: number[];
}

/** What looks at the running system, in this order: the last finds it at rest. */
export const BESIDE_START: ShortForm[] = [
  { command: 'npm run demo', says: [/PENDING/, /CONFIRMED/, /Attached: .*\.ics/, /CANCELLED/, /That was one booking/] },
  { command: 'npm run verify', says: [/Every invariant holds\./] },
  {
    command: 'npm run replay -- --limit 20 --clients 4 --drain-seconds 30',
    says: [/20 reservations, 4 at once/, /invariants broken +0$/m, /Every invariant holds\./],
  },
  { command: 'npm run token -- --user 42 --role guest', says: [/^(?:[\w-]+\.){2}[\w-]+$/m] },
  { command: 'npm run token -- --user demo-staff --role staff --hours 1', says: [/^(?:[\w-]+\.){2}[\w-]+$/m] },
  { command: 'npm run token -- --user booking --role service', says: [/^(?:[\w-]+\.){2}[\w-]+$/m] },
  { command: 'npm run mails -- dead', says: [/No mail was given up\./] },
  { command: 'npm run mails -- retry --all', says: [/No mail was given up\./] },
  { command: 'npm run mails -- retry 4711', says: [/4711: 404 /], ends: [1] },
  { command: 'npm run migrate', says: [/Both databases are up to date\./] },
  { command: 'npm run verify -- --at-rest', says: [/Every invariant holds\./] },
];

/** What tells how fast or how level the machine was may find it wanting: then it ends with 1, having said so. */
const JUDGED = [0, 1];

/** What has a system of its own, or none. */
export const ALONE: ShortForm[] = [
  { command: 'npm run build', says: [] },
  { command: 'npx nest build notification', says: [/Successfully compiled/] },
  // Without its environment an app says what is missing.
  { command: 'npx nest start notification', says: [/SMTP_URL must be a URL/], ends: [1] },
  { command: 'npm test -- test/booking/cancel', says: [/^Tests: +\d+ passed, \d+ total$/m] },
  // All steps take minutes; they are what CI does in a clone of its own, and what runs this test there.
  {
    command: 'npm run check -- --quick --only format,"compose file","schema of booking"',
    says: [/ok +format/, /(ok|-) +compose file/, /ok +schema of booking/, /All is well\./],
  },
  { command: 'npm run fuzz -- --requests 300 --seed 1', says: [/Nothing broke\./] },
  {
    command: 'npm run chaos -- --seed 1 --minutes 0.05 --faults redis-empty',
    says: [/Redis restarted empty +[1-9]/, /^Violations: 0$/m, /^Answers that must not be given: 0$/m, /seed-1-.*json/],
    ends: JUDGED,
  },
  { command: 'npm run chaos -- --seed 1 --without sold-once', says: [/Noticed, as it must be/] },
  {
    command: 'npm run soak -- --minutes 0.2 --rate 5',
    says: [/5\.0 bookings a second for 0\.2 minutes/, /Written to .*soak/],
    ends: JUDGED,
  },
  {
    command: 'npm run overload -- --seconds 2',
    says: [/^1x /m, /^8x /m, /^second 4 /m, /overload.*\.json/],
    ends: JUDGED,
  },
  {
    command:
      'npm run bench -- --clients 8 --rounds 1 --seconds 0.5 --scenarios distinct --hotels 20 --settle 0 --bookings 100',
    says: [/ 8 floor /, / 8 distinct /, /Invariants of all rows: all hold/, /\.svg$/m],
  },
  {
    command: 'npm run bench:compare -- .data/bench/*.json .data/bench/*.json',
    says: [/figures differ beyond the noise/],
  },
  {
    command:
      'npm run bench:compare -- HEAD~1 HEAD --rounds 1 --seconds 0.5 --scenarios distinct --clients 8 --hotels 20 --settle 0',
    says: [/From HEAD~1 .* to HEAD /, /figures differ beyond the noise/],
    ends: JUDGED,
  },
];
