import { EventEmitter } from 'node:events';
import { type Connection, SqlError } from 'mariadb';
import { DatabaseProbe } from './database-probe.js';

class FakeConnection extends EventEmitter {
  destroyed = false;
  asked = 0;
  query: () => Promise<unknown> = () => Promise.resolve(++this.asked);

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
  beforeEach(() => {
    attempts = [];
    probe = new DatabaseProbe({}, () => {
      return new Promise((resolve, reject) => {
        const connection = new FakeConnection();
        const succeed = () => {
          resolve(connection as unknown as Connection);
          return connection;
        };
        attempts.push({ succeed, fail: reject });
      });
    });
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

  it('leaves no connection behind that comes after its close', async () => {
    const asked = probe.ask(never());
    await probe.close();
    const late = attempt(0).succeed();
    await expect(asked).rejects.toThrow('closed');
    expect(late.destroyed).toBe(true);
  });
});
