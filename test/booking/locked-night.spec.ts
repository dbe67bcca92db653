import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type TestCategory, TestSystem } from '../support/system.js';

const LOCKED_MS = 6_000;
const CREATES = 40;
const CONFIRMS = 20;

/** A night that somebody outside keeps locked: an import, a person at the database, a replica that was stopped. */
describe('while a night is kept locked', () => {
  let first: TestSystem;
  let second: TestSystem;

  beforeAll(async () => {
    first = await TestSystem.start();
    second = await TestSystem.start({ databases: first.databases, env: first.env });
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  const lockNights = ({ id }: TestCategory, during: () => Promise<void>): Promise<void> =>
    first.inventoryDb.transaction(async (tx) => {
      await tx.query('SELECT date FROM CategoryNight WHERE categoryId = ? FOR UPDATE', [id]);
      let isOver = false;
      const done = during().finally(() => (isOver = true));
      // A session of ours that does nothing in a transaction is ended after some seconds.
      while (!isOver) await Promise.race([done, tx.query('SELECT 1').then(() => sleep(500))]);
      await done;
    });

  it('only those who want it are told to come again, by this replica and another one; all others book and confirm', async () => {
    const locked = await first.category(5);
    const elsewhere = await Promise.all(Array.from({ length: CREATES + CONFIRMS }, () => first.category(5)));
    const prepared = await Promise.all(
      elsewhere.slice(CREATES).map((category, n) => first.book(category, { userId: `confirms-${n}` })),
    );
    const systemOf = (n: number) => (n % 2 === 0 ? first : second);
    const refused: string[] = [];
    const others: { status: number; ms: number }[] = [];

    await lockNights(locked, async () => {
      const until = performance.now() + LOCKED_MS - 1_000;
      const knocking = [first, second].map(async (system) => {
        while (performance.now() < until) {
          const { status, body } = await system.book(locked, { userId: 'knocks' });
          refused.push(`${status} ${String(body['code'])}`);
        }
      });
      const timed = async (n: number, ask: () => Promise<{ status: number }>) => {
        await sleep(((LOCKED_MS - 2_500) / (CREATES + CONFIRMS)) * n);
        const askedAt = performance.now();
        const { status } = await ask();
        others.push({ status, ms: performance.now() - askedAt });
      };
      const asking = elsewhere.map((category, n) => {
        const system = systemOf(n);
        const key = prepared[n - CREATES]?.body.idempotencyKey;
        return timed(n % CREATES, () =>
          key === undefined
            ? system.book(category, { userId: `creates-${n}` })
            : system.confirm(key, `confirms-${n - CREATES}`),
        );
      });
      await Promise.all([...knocking, ...asking]);
    });

    expect(new Set(refused)).toEqual(new Set(['503 contended']));
    const counts = others.map(({ status }) => status);
    expect([counts.filter((s) => s === 201).length, counts.filter((s) => s === 200).length]).toEqual([
      CREATES,
      CONFIRMS,
    ]);
    expect(others.filter(({ ms }) => ms > 2_000)).toEqual([]);
    // Nothing is left of those who were sent away, and the night can be had again.
    expect((await first.nights(locked.id)).every(({ held }) => held === 0)).toBe(true);
    expect((await first.book(locked, { userId: 'knocks', key: randomUUID() })).status).toBe(201);
  });

  it('no neighbour waits for it either where a lapsed hold has its last room', async () => {
    const locked = await first.category(1);
    const elsewhere = await first.category(20);
    const { body } = await first.book(locked, { userId: 'lapses' });
    await first.inventoryDb.query('UPDATE Hold SET deadline = UTC_TIMESTAMP(3) WHERE bookingId = ?', [body.bookingId]);
    await lockNights(locked, async () => {
      const asked = ['knocks-1', 'knocks-2'].map((userId) => first.book(locked, { userId }));
      const beside = Array.from({ length: 10 }, (_, n) => first.book(elsewhere, { userId: `beside-${n}` }));
      const answers = await Promise.all([...asked, ...beside]);
      expect(answers.slice(0, 2).map((answer) => answer.body['code'])).toEqual(['contended', 'contended']);
      expect(answers.slice(2).map(({ status }) => status)).toEqual(beside.map(() => 201));
    });
    expect((await first.book(locked, { userId: 'knocks-1' })).status).toBe(201);
  });
});
