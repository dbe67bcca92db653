import { Admission } from './admission.js';
import type { Priority } from './priority.js';
import type { Slot } from './waiting-line.js';

const MOST = 4;

describe('who is let in', () => {
  let now: number;
  let admission: Admission;
  let slots: Slot[];
  let log: string[];
  beforeEach(() => {
    now = 1_000_000;
    admission = new Admission(MOST, () => now);
    slots = [];
    log = [];
  });

  const fill = () => {
    for (let slot = admission.take(); slot; slot = admission.take()) slots.push(slot);
  };
  const wait = (name: string, priority: Priority = 'create') =>
    admission.wait(
      priority,
      (slot) => {
        slots.push(slot);
        log.push(name);
      },
      () => log.push(`not ${name}`),
    );
  /** One after the other of those under way is done. */
  const finish = (count = 1) => {
    for (let n = 0; n < count; n++) slots.shift()?.free();
  };
  /** Makes the queue stand for longer than a burst, while nothing gets done. */
  const letStand = () => {
    fill();
    wait('first');
    now += 900;
    wait('second');
    now += 101;
  };

  it('are as many as may be at once; then one for each that is done, in the order in which they came', () => {
    fill();
    expect([slots.length, admission.underWay, admission.take()]).toEqual([MOST, MOST, undefined]);
    for (const name of ['a', 'b', 'c']) wait(name);
    finish();
    expect([log, admission.underWay, admission.waiting]).toEqual([['a'], MOST, 2]);
    finish(2);
    expect([log, admission.waiting, admission.refused]).toEqual([['a', 'b', 'c'], 0, 0]);
  });

  it('give their slot back once, however often they say so', () => {
    fill();
    const [first] = slots;
    first?.free();
    first?.free();
    expect(admission.underWay).toBe(MOST - 1);
  });

  it('is nobody before those who wait', () => {
    fill();
    wait('a');
    slots.forEach(({ free }) => free());
    expect([log, admission.take() !== undefined]).toEqual([['a'], true]);
    fill();
    wait('b');
    expect(admission.take()).toBeUndefined();
  });

  it('are the more urgent ones first, and the others now and then', () => {
    fill();
    wait('stranger', 'anonymous');
    now += 1;
    wait('reader', 'read');
    for (let n = 0; n < 14; n++) wait('guest', 'create');
    wait('end', 'finish');
    for (let n = 0; n < 17; n++) finish();
    expect(log).toHaveLength(17);
    expect(log[0]).toBe('end');
    expect([log.indexOf('stranger'), log.indexOf('reader')]).toEqual([7, 15]);
  });

  it('is who hung up no more', () => {
    fill();
    const gone = wait('gone');
    wait('there');
    if (gone) admission.giveUp(gone);
    if (gone) admission.giveUp(gone);
    expect(admission.waiting).toBe(1);
    finish();
    expect(log).toEqual(['there']);
  });

  it('is who has waited for a second in a burst no more', () => {
    fill();
    wait('a');
    now += 1_000;
    admission.expire();
    expect(log).toEqual([]);
    now += 1;
    admission.expire();
    expect([log, admission.refused]).toEqual([['not a'], 1]);
  });

  it('are only those who came just now while the queue stands', () => {
    letStand();
    admission.expire();
    expect(log).toEqual(['not first', 'not second']);
    // Empty for an instant only.
    now += 1_000;
    wait('third');
    now += 101;
    admission.expire();
    expect(log).toEqual(['not first', 'not second', 'not third']);
    // It has rested now: what comes next may be a burst again.
    now += 1_001;
    wait('later');
    now += 1_000;
    admission.expire();
    expect(log).toHaveLength(3);
  });

  it('are counted from the door on: a crowd is one before it waits', () => {
    letStand();
    const arrivals = Array.from({ length: 14 }, () => admission.arrive('create'));
    expect([admission.hasRoom('create'), admission.hasRoom('finish')]).toEqual([false, true]);
    arrivals[0]?.();
    arrivals[0]?.();
    expect(admission.hasRoom('create')).toBe(true);
  });

  it('is refused at the door while the queue stands and more wait than get their turn', () => {
    fill();
    for (let n = 0; n < 15; n++) wait(`early ${n}`);
    now += 1_001;
    expect(admission.hasRoom('create')).toBe(true);
    wait('one more');
    expect([admission.hasRoom('create'), admission.hasRoom('anonymous')]).toEqual([false, false]);
    expect(admission.hasRoom('finish')).toBe(true);
    expect(admission.refused).toBe(2);
  });

  it('are as many at the door as got their turn in the time that one may wait', () => {
    admission = new Admission(40, () => now);
    fill();
    for (let n = 0; n < 20; n++) wait('a');
    now += 1_001;
    for (let n = 0; n < 40; n++) wait('b');
    // Twenty were too late by then; thirty get their turn, ten still wait.
    finish(30);
    expect([log.filter((name) => name === 'b').length, admission.waiting]).toEqual([30, 10]);
    for (let n = 0; n < 19; n++) wait('c');
    expect(admission.hasRoom('create')).toBe(true);
    wait('c');
    expect(admission.hasRoom('create')).toBe(false);
  });

  it('is at most so many waiting: then the last of the least urgent goes', () => {
    fill();
    wait('stranger', 'anonymous');
    wait('late stranger', 'anonymous');
    for (let n = 2; n < 2_000; n++) wait('guest');
    expect(admission.waiting).toBe(2_000);
    expect(wait('another stranger', 'anonymous')).toBeUndefined();
    wait('end', 'finish');
    expect([log, admission.waiting]).toEqual([['not late stranger'], 2_000]);
    expect([admission.hasRoom('finish'), admission.hasRoom('anonymous')]).toEqual([true, false]);
  });

  it.each([
    ['a calm time', 0, 1_000],
    ['a second in which more got their turn', 1_200, 1_200 + MOST],
  ])('are so many at the door in a burst after %s', (_, served, most) => {
    for (let n = 0; n < served; n++) admission.take()?.free();
    fill();
    for (let n = 1; n < most; n++) wait('guest');
    expect(admission.hasRoom('create')).toBe(true);
    wait('guest');
    expect(admission.hasRoom('create')).toBe(false);
  });

  it('is nobody forever: what is never done is told, and counted no more', () => {
    let overdue = 0;
    admission.onOverdue = () => overdue++;
    fill();
    now += 30_000;
    admission.reap();
    expect(admission.underWay).toBe(MOST);
    wait('next');
    now += 1;
    admission.reap();
    expect([admission.underWay, overdue]).toEqual([1, MOST]);
    expect(log).toEqual(['next']);
    finish();
    expect(admission.underWay).toBe(1);
  });

  it('are thousands one after the other, each done at once, without a stack that grows', () => {
    fill();
    let done = 0;
    for (let n = 0; n < 2_000; n++) {
      admission.wait(
        'create',
        (slot) => {
          done++;
          slot.free();
        },
        () => undefined,
      );
    }
    finish();
    expect([done, admission.waiting, admission.underWay]).toEqual([2_000, 0, MOST - 1]);
  });
});
