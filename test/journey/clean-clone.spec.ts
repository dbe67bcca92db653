import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/until.js';
import { type CleanClone, cleanClone } from './clean-clone/clean-clone.js';
import { freePorts, processesOf, type RunningCommand, start, type } from './clean-clone/commands.js';
import { commandsIn, nameOf, sessionBelow } from './clean-clone/documented.js';
import { ALONE, BESIDE_START, type ShortForm } from './clean-clone/short-forms.js';

const PATIENCE_MS = 300_000;

/** What somebody who has just cloned the repository types, with a terminal of their own. */
describe('in a clean clone', () => {
  let clone: CleanClone;
  let env: Record<string, string>;

  beforeAll(async () => {
    clone = await cleanClone();
    env = { ...(await freePorts()), MAILS_KEPT: '2' };
  }, PATIENCE_MS);
  afterAll(() => clone.remove());

  it('has every command that the documentation names a short form here, with every option', () => {
    const documented = clone.files('.md').flatMap((file) => commandsIn(clone.read(file)));
    expect(documented.length).toBeGreaterThan(50);
    const tried = new Map<string, string>([['start', 'npm start']]);
    for (const { command } of [...BESIDE_START, ...ALONE]) {
      tried.set(nameOf(command), `${tried.get(nameOf(command)) ?? ''} ${command} `);
    }
    const untried = documented.flatMap(({ name, options }) =>
      tried.has(name)
        ? options.filter((option) => !tried.get(name)?.includes(`${option} `)).map((option) => `${name} ${option}`)
        : [name],
    );
    expect(untried).toEqual([]);
  });

  it.each(['demo', 'verify', 'replay', 'mails -- dead'])(
    '%s without a system says how to start one',
    async (command) => {
      const { code, said } = await type(clone, `npm run ${command}`, env).ended;
      expect(said).toContain('Staylock is not running here. Start it with "npm start" in another terminal.');
      expect(code).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'migrate without a system says what it needs',
    async () => {
      const { code, said } = await type(clone, 'npm run migrate', env).ended;
      expect(said).toContain('Which databases? Set BOOKING_DATABASE_URL and INVENTORY_DATABASE_URL');
      expect(code).toBe(1);
    },
    PATIENCE_MS,
  );

  describe('npm start', () => {
    let system: RunningCommand;

    beforeAll(async () => {
      system = await start(clone, env);
    }, PATIENCE_MS);
    afterAll(async () => {
      system.interrupt();
      await system.ended;
    }, PATIENCE_MS);

    it(
      'runs beside it: the first booking of README, as it stands there',
      async () => {
        const { code, said } = await type(clone, sessionBelow('A first booking', clone.read('README.md')), env).ended;
        expect(said).toContain('"available":true');
        expect(said.match(/HTTP\/1\.1 201 /g)).toHaveLength(2);
        expect(said.match(/^idempotency-replayed: true/gim)).toHaveLength(1);
        expect(said).toContain('"status":"CONFIRMED"');
        expect(said).toContain('"status":"CANCELLED"');
        expect(code).toBe(0);
      },
      PATIENCE_MS,
    );

    it.each(BESIDE_START)('runs beside it: $command', (form) => answers(form), PATIENCE_MS);

    it(
      'is told when the mail catcher lets older mails go',
      async () => {
        expect((await type(clone, 'npm run demo', env).ended).code).toBe(0);
        await until('the word of it', () => system.said().includes('The mail catcher keeps the newest 2 mails'));
      },
      PATIENCE_MS,
    );

    it.each([
      ['redis', 'Redis'],
      ['mariadb', 'MariaDB'],
    ])(
      'a %s that is killed is started again and told, and guests can book',
      async (name, title) => {
        process.kill(processesOf(clone)[name] ?? 0, 'SIGKILL');
        await until(`${title} to run again`, () => system.said().includes(`${title} runs again`), 60_000);
        expect(system.said()).toContain(`${title} (process `);
        clone.guard(name, processesOf(clone)[name] ?? 0);
        // Apps find their way back within seconds.
        await until(
          'a booking with its mails',
          async () => (await type(clone, 'npm run demo', env).ended).code === 0,
          90_000,
        );
      },
      PATIENCE_MS,
    );

    it(
      'an app that ends: the rest is stopped, and its cause comes last',
      async () => {
        process.kill(processesOf(clone)['hotel-inventory'] ?? 0, 'SIGKILL');
        const { code, said } = await system.ended;
        const log = join(clone.path, '.data/logs/hotel-inventory.log');
        expect(said).toContain('hotel-inventory ended by itself (SIGKILL). Stopping the rest');
        expect(said.indexOf('Stopping MariaDB')).toBeGreaterThan(0);
        const cause = said.slice(said.indexOf('Stopping MariaDB'));
        expect(cause).toContain('hotel-inventory ended by itself (SIGKILL).');
        expect(cause.trimEnd().endsWith(`(from ${log})`)).toBe(true);
        expect(code).toBe(1);
        expect(existsSync(join(clone.path, '.data/running.json'))).toBe(false);
      },
      PATIENCE_MS,
    );
  });

  it.each(ALONE)('$command', (form) => answers(form), PATIENCE_MS);

  async function answers({ command, says, ends = [0] }: ShortForm): Promise<void> {
    const { code, said } = await type(clone, command, env).ended;
    // Together, so that a failure shows what the command had to say.
    const missing = says.filter((pattern) => !pattern.test(said)).map(String);
    expect({
      missing,
      ended: ends.includes(code ?? -1) ? 'as expected' : code,
      said: missing.length || !ends.includes(code ?? -1) ? said : '',
    }).toEqual({ missing: [], ended: 'as expected', said: '' });
  }
});
