import { readBenchOptions } from './options.js';

describe('the options', () => {
  it('are the whole benchmark by default', () => {
    const { scenarios, clients, profile, env } = readBenchOptions([]);
    expect(scenarios).toHaveLength(10);
    expect(clients).toEqual([1, 16, 64, 256]);
    expect(profile).toBeUndefined();
    expect(env).toEqual({});
  });

  it('are what the user asks for', () => {
    const args = ['--scenarios', 'hot,mix', '--clients', '64', '--seconds', '1.5', '--env', 'A=1', '--env', 'B_2=x=y'];
    expect(readBenchOptions(args)).toMatchObject({
      ...{ scenarios: ['hot', 'mix'], clients: [64], seconds: 1.5, env: { A: '1', B_2: 'x=y' } },
    });
  });

  it.each([
    ['--scenarios', 'hot,cold'],
    ['--clients', '0'],
    ['--clients', '1.5'],
    ['--seconds', 'long'],
    ['--rounds', '0'],
    ['--profile', 'mariadb'],
    ['--env', 'lower=1'],
    ['--hostel', '3'],
  ])('%s %s is refused by name', (name, value) => {
    expect(() => readBenchOptions([name, value])).toThrow(name);
  });
});
