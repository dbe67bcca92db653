import { EventEmitter } from 'node:events';
import { type Connection, SqlError } from 'mariadb';
import { DatabaseProbe } from './database-probe.js';
import { DatabaseReadOnly } from './sql-error.js';

class FakeConnection extends EventEmitter {
  destroyed = false;
  asked = 0;
  said: object = { readOnly: 0n, storageReadOnly: 0n, transactionsReadOnly: 0n, server: 'db-1:3306:1' };
  query: () => Promise<unknown> = () => {
    this.asked++;
    return Promise.resolve([this.said]);
  };

  destroy(): void {
    this.destroyed = true;
  }

  end(): Promise<void> {
    this.destroy();
    return Promise.resolve();
  }
}

interface Attempt {
  succeed(): FakeConnection;
  fail(error: Error): void;
}

describe('the probe of a database', () => {
  let attempts: Attempt[];
  let probe: DatabaseProbe;
  let moves: number;
  beforeEach(() => {
    attempts = [];
    moves = 0;
    const open = () =>
      new Promise<Connection>((resolve, reject) => {
        const connection = new FakeConnection();
        const succeed = () => {
          resolve(connection as unknown as Connection);
          return connection;
        };
        attempts.push({ succeed, fail: reject });
      });
    probe = new DatabaseProbe({}, () => moves++, open);
  });

  const never = () => new AbortController().signal;
  const attempt = (n: number): Attempt => {
    const found = attempts[n];
    if (!found) throw new Error(`no attempt ${n}`);
    return found;
  };
  /** One probe that is given up while it connects, and the next, which gets its connection first. */
  const overlapping = async () => {
    const silent = new AbortController();
    const late = probe.ask(silent.signal);
    silent.abort(new Error('too late'));
    const next = probe.ask(never());
    const good = attempt(1).succeed();
    await next;
    return { late, good };
  };

  it('keeps its connection', async () => {
    const first = probe.ask(never());
    const connection = attempt(0).succeed();
    await first;
    await probe.ask(never());
    expect([attempts.length, connection.asked]).toEqual([1, 2]);
  });

  it('that was given up and connects late leaves the connection of the next alone, and none behind', async () => {
    const { late, good } = await overlapping();
    const extra = attempt(0).succeed();
    await expect(late).rejects.toThrow('too late');
    await probe.ask(never());
    expect(extra).toMatchObject({ destroyed: true, asked: 0 });
    expect(good).toMatchObject({ destroyed: false, asked: 2 });
    expect(attempts).toHaveLength(2);
  });

  it('that was given up and connects late leaves its connection to the next', async () => {
    const silent = new AbortController();
    const late = probe.ask(silent.signal);
    silent.abort(new Error('too late'));
    const connection = attempt(0).succeed();
    await expect(late).rejects.toThrow('too late');
    await probe.ask(never());
    expect(connection).toMatchObject({ destroyed: false, asked: 1 });
    expect(attempts).toHaveLength(1);
  });

  it('that was given up and is refused late leaves the connection of the next alone', async () => {
    const { late, good } = await overlapping();
    attempt(0).fail(new Error('refused'));
    await expect(late).rejects.toThrow('refused');
    await probe.ask(never());
    expect(good).toMatchObject({ destroyed: false, asked: 2 });
  });

  it('that connects beside another uses the connection that is there', async () => {
    const asked = [probe.ask(never()), probe.ask(never())];
    const first = attempt(0).succeed();
    await asked[0];
    const second = attempt(1).succeed();
    await asked[1];
    expect(first).toMatchObject({ destroyed: false, asked: 2 });
    expect(second).toMatchObject({ destroyed: true, asked: 0 });
  });

  it('drops a connection that fails, falls silent or breaks', async () => {
    const first = probe.ask(never());
    const failing = attempt(0).succeed();
    await first;
    failing.query = () => Promise.reject(new Error('gone'));
    await expect(probe.ask(never())).rejects.toThrow('gone');
    expect(failing.destroyed).toBe(true);

    const second = probe.ask(never());
    const silent = attempt(1).succeed();
    await second;
    silent.query = () => new Promise(() => undefined);
    const patience = new AbortController();
    void probe.ask(patience.signal);
    patience.abort();
    expect(silent.destroyed).toBe(true);

    const third = probe.ask(never());
    const broken = attempt(2).succeed();
    await third;
    broken.emit('error', new Error('reset'));
    expect(broken.destroyed).toBe(true);
  });

  it('takes a server without a connection to spare for one that is there', async () => {
    const asked = probe.ask(never());
    attempt(0).fail(Object.assign(Object.create(SqlError.prototype) as SqlError, { errno: 1040 }));
    await expect(asked).resolves.toBeUndefined();
  });

  it.each([
    ['that is read-only', { readOnly: 1n }],
    ['that says so in a word', { readOnly: 'NO_LOCK' }],
    ['whose transactions are read-only', { transactionsReadOnly: 1n }],
    ['whose storage is read-only', { storageReadOnly: 1n }],
  ])('takes a server %s for one that is away, and looks at the address anew', async (_, said) => {
    const asked = probe.ask(never());
    const connection = attempt(0).succeed();
    connection.said = { ...connection.said, ...said };
    await expect(asked).rejects.toThrow(DatabaseReadOnly);
    expect(connection.destroyed).toBe(true);
    const again = probe.ask(never());
    attempt(1).succeed().said = {
      readOnly: 'OFF',
      storageReadOnly: 0n,
      transactionsReadOnly: 0n,
      server: 'db-2:3306:2',
    };
    await expect(again).resolves.toBeUndefined();
  });

  it('tells when a new connection leads to another server, and only then', async () => {
    const askedOverNew = async (n: number, server: string) => {
      const asked = probe.ask(never());
      const connection = attempt(n).succeed();
      connection.said = { readOnly: 0n, storageReadOnly: 0n, transactionsReadOnly: 0n, server };
      await asked;
      return connection;
    };
    const first = await askedOverNew(0, 'db-1:3306:1');
    // As a proxy answers that spreads statements over servers.
    first.said = { ...first.said, server: 'db-2:3306:2' };
    await probe.ask(never());
    first.emit('error', new Error('reset'));
    const second = await askedOverNew(1, 'db-1:3306:1');
    expect(moves).toBe(0);
    second.emit('error', new Error('reset'));
    const third = await askedOverNew(2, 'db-3:3306:3');
    expect(moves).toBe(1);
    third.emit('error', new Error('reset'));
    await askedOverNew(3, 'db-3:3306:3');
    expect(moves).toBe(1);
  });

  it('leaves no connection behind that comes after its close', async () => {
    const asked = probe.ask(never());
    await probe.close();
    const late = attempt(0).succeed();
    await expect(asked).rejects.toThrow('closed');
    expect(late.destroyed).toBe(true);
  });
});
