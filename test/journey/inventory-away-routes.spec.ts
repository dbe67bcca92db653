import { Line, type Mode } from '../support/line.js';
import { TestSystem } from '../support/system.js';
import { goThrough } from './outage.js';

describe('while hotel-inventory is away from booking', () => {
  let line: Line;
  let system: TestSystem;

  beforeAll(async () => {
    system = await TestSystem.start({
      inventoryLine: async (url) => {
        line = await Line.to(url);
        return line.url;
      },
    });
  });
  afterAll(async () => {
    await system.close();
    await line.close();
  });

  it.each<[string, Mode]>([
    ['its line has gone silent', 'silent'],
    ['it refuses connections', 'refuse'],
    ['it talks nonsense', 'garbage'],
    ['it answers 500', 'failing'],
    ['it sends everybody elsewhere', 'redirect'],
  ])('%s: who needs it is told so in time, everybody else is answered, and it is back in time', async (name, mode) => {
    await goThrough(system, {
      name,
      begin: () => {
        line.mode = mode;
        if (mode === 'refuse') line.cutAll();
      },
      end: () => {
        line.mode = 'pass';
      },
      stops: ({ app, needsInventory }) => app === 'booking' && needsInventory === true,
    });
  });
});
