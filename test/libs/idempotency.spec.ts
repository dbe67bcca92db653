import { randomUUID } from 'node:crypto';
import { Database, isDuplicateKey } from '#database';
import { type Attempt, Idempotency, IdempotencyKeyReused } from '#idempotency';
import { Metrics } from '#platform';
import { Line } from '../support/line.js';
import { changeOf, EffectWorld, onceOf, REQUEST, work } from './effect-world.js';

const COPIES = 20;

describe('a write under an idempotency key', () => {
  let world: EffectWorld;
  let database: Database;
  let idempotency: Idempotency;
  let attempt: Attempt;

  beforeAll(async () => {
    world = await EffectWorld.start(COPIES);
    database = world.database;
    idempotency = new Idempotency(database, new Metrics());
  });
  beforeEach(async () => {
    await world.empty();
    attempt = { userId: 'guest-1', operation: 'create', key: randomUUID() };
  });
  afterAll(() => world.close());

  const change = (copy: number, request: unknown = REQUEST, of = attempt) => changeOf(copy, of, request);
  const once = (copy: number, request: unknown = REQUEST, of = attempt) =>
    onceOf(idempotency, change(copy, request, of));
  const effects = () => world.effects();
  const keys = () => world.keys(attempt.key);

  it('takes effect once and is answered alike to twenty copies at once', async () => {
    const outcomes = await Promise.all(Array.from({ length: COPIES }, (_, copy) => once(copy)));
    const [effect, ...more] = await effects();
    expect(more).toEqual([]);
    expect(new Set(outcomes.map((outcome) => outcome.response.copy))).toEqual(new Set([effect]));
    expect(new Set(outcomes.map((outcome) => outcome.bookingId)).size).toBe(1);
    expect(outcomes.filter((outcome) => !outcome.replayed)).toHaveLength(1);
    expect(await keys()).toBe(1);
  });

  it('takes effect twenty times without the key: the negative control', async () => {
    await Promise.all(
      Array.from({ length: COPIES }, (_, copy) => database.transaction((tx) => work(tx, [change(copy)]))),
    );
    expect(await effects()).toHaveLength(COPIES);
  });

  it('is recalled with all that was answered', async () => {
    expect(await idempotency.recall(attempt, REQUEST)).toBeUndefined();
    const { replayed, ...answer } = await once(1);
    expect(replayed).toBe(false);
    expect(await idempotency.recall(attempt, REQUEST)).toEqual({ ...answer, replayed: true });
    expect(await once(2)).toEqual({ ...answer, replayed: true });
    expect(await effects()).toEqual([1]);
  });

  it('is the same request in any order of members, at any depth', async () => {
    await once(1);
    const sameThing = {
      guest: { email: 'ada@example.org', name: 'Ada' },
      rooms: 2,
      hotelId: 1,
      specialRequests: undefined,
    };
    expect(await once(2, sameThing)).toMatchObject({ replayed: true, response: { copy: 1 } });
  });

  it.each([
    ['another value', { ...REQUEST, rooms: 3 }],
    ['another value within', { ...REQUEST, guest: { ...REQUEST.guest, name: 'Eve' } }],
    ['a value of another type', { ...REQUEST, rooms: '2' }],
    ['a member more', { ...REQUEST, specialRequests: 'A cot' }],
    ['a member less', { hotelId: 1, rooms: 2 }],
    ['nothing in it', {}],
  ])('is refused for a request with %s, and changes nothing', async (_, request) => {
    await once(1);
    await expect(idempotency.recall(attempt, request)).rejects.toThrow(IdempotencyKeyReused);
    await expect(once(2, request)).rejects.toThrow(IdempotencyKeyReused);
    expect(await effects()).toEqual([1]);
  });

  it('minds the order of a list', async () => {
    await once(1, { nights: ['2027-06-01', '2027-06-02'] });
    await expect(once(2, { nights: ['2027-06-02', '2027-06-01'] })).rejects.toThrow(IdempotencyKeyReused);
  });

  it('lets one of two requests win that come at once under one key', async () => {
    const outcomes = await Promise.allSettled([once(1), once(2, { ...REQUEST, rooms: 3 })]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(refused?.reason).toBeInstanceOf(IdempotencyKeyReused);
    expect(await effects()).toHaveLength(1);
  });

  it('is another one for another user, and for another operation', async () => {
    await once(1);
    await once(2, REQUEST, { ...attempt, userId: 'guest-2' });
    // Users are told apart letter by letter.
    await once(3, REQUEST, { ...attempt, userId: 'GUEST-1' });
    await once(4, REQUEST, { ...attempt, operation: 'cancel' });
    expect((await effects()).sort()).toEqual([1, 2, 3, 4]);
  });

  it('is not remembered when it fails, so that the key can be used again', async () => {
    const failing = onceOf(idempotency, change(1), async (tx, changes) => {
      await work(tx, changes);
      throw new Error('no room');
    });
    await expect(failing).rejects.toThrow('no room');
    expect([await effects(), await keys()]).toEqual([[], 0]);
    expect(await once(2, { ...REQUEST, rooms: 3 })).toMatchObject({ replayed: false, response: { copy: 2 } });
    expect(await effects()).toEqual([2]);
  });

  it('does not take a duplicate of its own making for a copy that was first', async () => {
    await database.query('INSERT INTO Effect (id, copy) VALUES (7, 0)');
    const clashing = onceOf(idempotency, change(1), async (tx) => {
      await tx.execute('INSERT INTO Effect (id, copy) VALUES (7, 1)');
    });
    await expect(clashing.catch((error: unknown) => isDuplicateKey(error))).resolves.toBe(true);
    expect([await effects(), await keys()]).toEqual([[0], 0]);
  });

  it('takes effect once when the answer to its COMMIT is lost', async () => {
    const line = await Line.to(world.url);
    const distant = new Database({ url: line.url, connections: 2 });
    let commits = 0;
    // Not the READ COMMITTED with which connections begin.
    line.onAnswer = (sent) => (sent.toString('latin1').endsWith('COMMIT') && commits++ === 0 ? 'cut' : 'pass');
    try {
      const outcome = await onceOf(new Idempotency(distant, new Metrics()), change(1));
      expect(outcome).toMatchObject({ statusCode: 201, response: { copy: 1 }, replayed: true });
      expect(commits).toBe(1);
      expect(await effects()).toEqual([1]);
    } finally {
      await distant.close();
      await line.close();
    }
  });
});
