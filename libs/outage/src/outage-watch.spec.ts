import { setTimeout as sleep } from 'node:timers/promises';
import { OutageWatch, type OutageWatchOptions } from './outage-watch.js';

/** The other side: as a test wants it. */
class Peer {
  mood: 'answers' | 'refuses' | 'silent' = 'answers';
  asked = 0;
  readonly told: string[] = [];
  watch!: OutageWatch;

  static watchedBy(options: Partial<OutageWatchOptions> = {}): Peer {
    const peer = new Peer();
    peer.watch = new OutageWatch({
      ...{ patienceMs: 100, failures: 3, everyMs: 30, always: false },
      probe: () => peer.answer(),
      onBegin: () => peer.told.push('begin'),
      onOver: () => peer.told.push('over'),
      ...options,
    });
    return peer;
  }

  async until(state: boolean): Promise<void> {
    while (this.watch.isAway !== state) await sleep(5);
  }

  private answer(): Promise<void> {
    this.asked++;
    if (this.mood === 'refuses') return Promise.reject(new Error('refused'));
    return this.mood === 'silent' ? new Promise(() => undefined) : Promise.resolve();
  }
}

describe('the watch for outages', () => {
  let peer: Peer;
  afterEach(() => peer.watch.stop());

  it.each(['refuses', 'silent'] as const)('tells once of a beginning and once of an end: %s', async (mood) => {
    peer = Peer.watchedBy({ always: true });
    peer.mood = mood;
    await peer.until(true);
    await sleep(200);
    expect(peer.told).toEqual(['begin']);
    peer.mood = 'answers';
    await peer.until(false);
    await sleep(100);
    expect(peer.told).toEqual(['begin', 'over']);
  });

  it.each([
    ['back', -3_600_000],
    ['forward', 3_600_000],
  ])('sees the end of an outage while the wall clock is set %s by an hour', async (_, step) => {
    const { now } = Date;
    peer = Peer.watchedBy({ always: true });
    peer.mood = 'refuses';
    await peer.until(true);
    try {
      Date.now = () => now() + step;
      const { asked } = peer;
      while (peer.asked === asked) await sleep(5);
      peer.mood = 'answers';
      await peer.until(false);
    } finally {
      Date.now = now;
    }
    expect(peer.told).toEqual(['begin', 'over']);
  });

  it('does not look before there is a reason, and then only until it has an answer', async () => {
    peer = Peer.watchedBy();
    await sleep(100);
    expect(peer.asked).toBe(0);
    peer.watch.suspect();
    await sleep(100);
    expect(peer.asked).toBe(1);
    expect(peer.watch.isAway).toBe(false);
  });

  it('does not take one failure for an outage', async () => {
    peer = Peer.watchedBy();
    peer.mood = 'refuses';
    peer.watch.suspect();
    while (peer.asked < 2) await sleep(1);
    peer.mood = 'answers';
    await sleep(200);
    expect(peer.told).toEqual([]);
  });

  it('does not take for away what answers anybody: slow probes beside calls that are answered', async () => {
    peer = Peer.watchedBy({ always: true });
    peer.mood = 'silent';
    for (let n = 0; n < 30; n++) {
      peer.watch.answered();
      await sleep(20);
    }
    expect(peer.told).toEqual([]);
    // The negative control: without those answers it is.
    await peer.until(true);
  });

  it('needs no second probe for what is certain, nor a sign of life to the contrary', async () => {
    peer = Peer.watchedBy({ always: true, isCertain: (error) => (error as Error).message === 'refused' });
    const alive = setInterval(() => peer.watch.answered(), 1);
    await sleep(50);
    const { asked } = peer;
    peer.mood = 'refuses';
    await peer.until(true);
    clearInterval(alive);
    expect(peer.asked - asked).toBeLessThanOrEqual(2);
    peer.mood = 'answers';
    await peer.until(false);
    expect(peer.told).toEqual(['begin', 'over']);
  });

  it('takes the word of a call that was told so, until a probe is answered', async () => {
    peer = Peer.watchedBy();
    peer.watch.gone(new Error('read-only'));
    expect(peer.watch.isAway).toBe(true);
    expect(peer.told).toEqual(['begin']);
    await peer.until(false);
    expect(peer.told).toEqual(['begin', 'over']);
    // Also in the middle of a look, and when it is told more than once.
    peer.mood = 'refuses';
    peer.watch.suspect();
    peer.watch.gone(new Error('read-only'));
    peer.watch.gone(new Error('read-only'));
    await sleep(200);
    expect(peer.told).toEqual(['begin', 'over', 'begin']);
    peer.mood = 'answers';
    await peer.until(false);
  });

  it('ends its looking when it is stopped', async () => {
    peer = Peer.watchedBy({ always: true });
    await sleep(50);
    peer.watch.stop();
    const { asked } = peer;
    peer.watch.suspect();
    await sleep(100);
    expect(peer.asked).toBe(asked);
  });
});
