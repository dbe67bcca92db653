import { randomUUID } from 'node:crypto';
import { Database } from '#database';
import { type Attempt, Idempotency, IdempotencyKeyReused, type Outcome } from '#idempotency';
import { Metrics } from '#platform';
import { changeOf, type CopyChange, EffectWorld, onceOf, REQUEST, work } from './effect-world.js';

const COPIES = 20;

/** Counts what it is asked for. */
class AskedDatabase extends Database {
  questions = 0;
  transactions = 0;

  override read<Row>(...args: Parameters<Database['read']>): Promise<Row[]> {
    this.questions += 1;
    return super.read<Row>(...args);
  }

  override transaction<T>(...args: Parameters<Database['transaction']>): Promise<T> {
    this.transactions += 1;
    return super.transaction(...args) as Promise<T>;
  }
}

describe('writes under idempotency keys, many in one transaction', () => {
  let world: EffectWorld;
  let idempotency: Idempotency;
  let attempt: Attempt;

  beforeAll(async () => {
    world = await EffectWorld.start(4);
    idempotency = new Idempotency(world.database, new Metrics());
  });
  beforeEach(async () => {
    await world.empty();
    attempt = { userId: 'guest-1', operation: 'create', key: randomUUID() };
  });
  afterAll(() => world.close());

  const change = (copy: number, request: unknown = REQUEST) => changeOf(copy, attempt, request);
  const others = (n: number) =>
    Array.from({ length: n }, (_, copy) => changeOf(copy, { ...attempt, key: randomUUID() }));
  /** What came back in each place: the copy, marked where it is a replay; or the name of the error. */
  const told = (outcomes: readonly (Outcome<{ copy: number }> | Error)[]) =>
    outcomes.map((outcome) =>
      outcome instanceof Error
        ? outcome.constructor.name
        : `${outcome.response.copy}${outcome.replayed ? ' again' : ''}`,
    );

  it('take effect once each, and get their own answers', async () => {
    const changes = others(COPIES);
    const rounds: number[] = [];
    const outcomes = await idempotency.once<{ copy: number }, CopyChange>(changes, (tx, some) => {
      rounds.push(some.length);
      return work(tx, some);
    });
    expect(rounds).toEqual([COPIES]);
    expect(told(outcomes)).toEqual(changes.map(({ copy }) => `${copy}`));
    expect((await world.effects()).sort((a, b) => a - b)).toEqual(changes.map(({ copy }) => copy));
  });

  it('stand beside those that are copies, which get the first answer', async () => {
    const known = change(100);
    const { bookingId } = await onceOf(idempotency, known);
    const changes = [...others(2), change(101), ...others(4).slice(2)];
    const rounds: number[] = [];
    const outcomes = await idempotency.once<{ copy: number }, CopyChange>(changes, (tx, some) => {
      rounds.push(some.length);
      return work(tx, some);
    });
    expect(told(outcomes)).toEqual(['0', '1', '100 again', '2', '3']);
    // The others are not looked for one by one.
    expect(rounds).toEqual([5, 4]);
    expect(outcomes[2]).toMatchObject({ bookingId });
    expect((await world.effects()).sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 100]);
  });

  it('take effect once where they are copies of one another', async () => {
    const changes = [change(1), ...others(1), change(2), change(3, { ...REQUEST, rooms: 3 })];
    const rounds: number[] = [];
    const outcomes = await idempotency.once<{ copy: number }, CopyChange>(changes, (tx, some) => {
      rounds.push(some.length);
      return work(tx, some);
    });
    // The first of them is made; a request that is another one is told so.
    expect(told(outcomes)).toEqual(['1', '0', '1 again', 'IdempotencyKeyReused']);
    expect(rounds).toEqual([2]);
    expect((await world.effects()).sort()).toEqual([0, 1]);
    expect(await world.keys(attempt.key)).toBe(1);
  });

  it('fail each alone, and the key of one that failed can be used again', async () => {
    const changes = [...others(1), change(13), ...others(2).slice(1)];
    const outcomes = await idempotency.once<{ copy: number }, CopyChange>(changes, async (tx, some) => {
      await work(tx, some);
      if (some.some(({ copy }) => copy === 13)) throw new RangeError('no room');
    });
    expect(told(outcomes)).toEqual(['0', 'RangeError', '1']);
    expect((await world.effects()).sort()).toEqual([0, 1]);
    expect(await world.keys(attempt.key)).toBe(0);
    expect(await onceOf(idempotency, change(14))).toMatchObject({ replayed: false });
  });

  it('are tried once for all where the database is away', async () => {
    const gone = new AskedDatabase({ url: world.url, connections: 1 });
    await gone.close();
    const outcomes = await new Idempotency(gone, new Metrics()).once<{ copy: number }, CopyChange>(others(3), work);
    expect(told(outcomes)).toEqual(['DatabaseAway', 'DatabaseAway', 'DatabaseAway']);
    expect(gone.transactions).toBe(1);
  });

  it('are recalled with one question, each with its own answer or none', async () => {
    const changes = others(COPIES);
    await idempotency.once<{ copy: number }, CopyChange>(changes, work);
    const strangers = others(3);
    const asked = new AskedDatabase({ url: world.url, connections: 1 });
    const asking = new Idempotency(asked, new Metrics());
    const wrong = asking.recall(changes[0]?.attempt ?? attempt, {}).catch((error: unknown) => error);
    const answers = await Promise.all([...changes, ...strangers].map((one) => asking.recall(one.attempt, one.request)));
    expect(await wrong).toBeInstanceOf(IdempotencyKeyReused);
    expect(asked.questions).toBe(1);
    await asked.close();
    expect(answers.map((answer) => answer?.response)).toEqual([
      ...changes.map(({ copy }) => ({ copy })),
      ...strangers.map(() => undefined),
    ]);
  });
});
