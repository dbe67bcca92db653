import { commandsIn, nameOf, sessionBelow } from './documented.js';

test('commands are found in code, prose and sessions, by their names', () => {
  const page = [
    'Run `npm start`, then `npm run verify` (or `npx nest build`):',
    '    npm run bench:compare -- main HEAD --scenarios distinct  # --not this',
    'TOKEN=$(npm run --silent token -- --user 42 --role guest)',
    'Not npm packages, no npm ci.',
  ].join('\n');

  expect(commandsIn(page)).toEqual([
    { name: 'start', options: [] },
    { name: 'verify', options: [] },
    { name: 'nest build', options: [] },
    { name: 'bench:compare', options: ['--scenarios'] },
    { name: 'token', options: ['--user', '--role'] },
  ]);
});

test('in the table of commands a row names options of its command, wherever they stand in it', () => {
  const row = '| `npm run verify [-- --at-rest]` | checks; `--quiet` says less, `[--since 1]` too |';

  expect(commandsIn(row)).toEqual([{ name: 'verify', options: ['--at-rest', '--quiet', '--since'] }]);
});

test('what is typed has the name of one command', () => {
  expect(nameOf('npm run replay -- --limit 20')).toBe('replay');
  expect(() => nameOf('make all')).toThrow('none of the project');
});

test('a session is the shell block below its heading', () => {
  const page = '## One\n\n```sh\nfirst\n```\n\n## Two\n\ntext\n\n```sh\nsecond\nthird\n```\n';

  expect(sessionBelow('Two', page)).toBe('second\nthird\n');
  expect(() => sessionBelow('Three', page)).toThrow('no shell session below "Three"');
});
