import { RequestsUnderWay } from '#platform';
import { RelayPace } from './relay-pace.service.js';

/** So many guests wait, until the test says otherwise. */
class Crowd extends RequestsUnderWay {
  guests = 0;

  override get count(): number {
    return this.guests;
  }
}

/** Answers whether the rest was over before the work was. */
async function isOverBefore(rest: Promise<void>, work: Promise<unknown>): Promise<boolean> {
  return Promise.race([rest.then(() => true), work.then(() => false)]);
}

const turn = () => new Promise(setImmediate);

describe('the pace of the relay', () => {
  let crowd: Crowd;
  let pace: RelayPace;

  beforeEach(() => {
    crowd = new Crowd({} as ConstructorParameters<typeof RequestsUnderWay>[0]);
    pace = new RelayPace(crowd);
  });

  it('is full where few guests wait: large batches, and no rest', async () => {
    crowd.guests = 3;
    expect(pace.batch).toBe(50);
    expect(
      await isOverBefore(
        pace.rest(0, () => false),
        turn(),
      ),
    ).toBe(true);
  });

  it('is slow where guests wait: small batches, and a rest', async () => {
    crowd.guests = 4;
    expect(pace.batch).toBe(10);
    expect(
      await isOverBefore(
        pace.rest(0, () => false),
        turn(),
      ),
    ).toBe(false);
  });

  it('hands over more where mails are late, and still rests', async () => {
    crowd.guests = 100;
    const late = pace.rest(60, () => false);
    expect(pace.batch).toBe(20);
    expect(await isOverBefore(late, turn())).toBe(false);
    crowd.guests = 4;
    await pace.rest(59, () => true);
    expect(pace.batch).toBe(10);
    await late;
  });

  it('rests no longer than guests wait', async () => {
    crowd.guests = 100;
    const rest = pace.rest(0, () => false);
    await turn();
    crowd.guests = 0;
    await rest;
    expect(pace.batch).toBe(50);
  });

  it('rests no longer than the relay works', async () => {
    crowd.guests = 100;
    let isStopped = false;
    const rest = pace.rest(0, () => isStopped);
    await turn();
    isStopped = true;
    await rest;
    expect(pace.batch).toBe(10);
  });

  it('does not rest for ever, however many guests come', async () => {
    crowd.guests = 10_000;
    await pace.rest(0, () => false);
    expect(pace.batch).toBe(10);
  });
});
