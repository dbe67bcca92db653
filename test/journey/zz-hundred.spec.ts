import { TestSystem } from '../support/system.js';
it('hundred', async () => {
  const system = await TestSystem.start();
  const out = [];
  for (const rooms of [100, 100, 10]) {
    const category = await system.category(rooms);
    const token = await system.token('guest-1');
    const all = await Promise.all(Array.from({ length: 100 }, async () => { const t = performance.now(); const a = await system.book(category, { token, ...category.stay(1, 1) }); return { s: a.status, ms: performance.now() - t }; }));
    out.push({ max: Math.round(Math.max(...all.map((a) => a.ms))), n503: all.filter((a) => a.s === 503).length, n201: all.filter((a) => a.s === 201).length });
  }
  process.stderr.write(`HUNDRED ${JSON.stringify(out)}\n`);
  await system.close();
});
