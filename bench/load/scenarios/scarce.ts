import { randomUUID } from 'node:crypto';
import type { Guests } from '../guests.js';
import type { Place } from '../plan.js';
import type { Visitor } from '../visitor.js';
import { createWish, type Stay } from '../wishes.js';
import type { Scenario } from './scenario.js';

/** How many want a room of a category at once, and how many rooms it has. */
export const RUSH = 200;
export const SCARCE_ROOMS = 10;

/** The rush for one category. */
interface Wave {
  stay: Stay;
  begun: number;
  ended: number;
  booked: number;
  over: Promise<void>;
  end: () => void;
}

/** 200 at once for ten rooms, again and again, each time for another category: ten get one, the others are told. */
export class Scarce implements Scenario {
  private readonly waves: Wave[] = [];
  private left: Place[];

  constructor(
    places: readonly Place[],
    private readonly dates: Pick<Stay, 'checkInDate' | 'checkOutDate'>,
    private readonly guests: Guests,
  ) {
    this.left = [...places];
  }

  prepare(): Promise<void> {
    this.guests.prepare(this.left.length * RUSH);
    return Promise.resolve();
  }

  visit(visitor: Visitor): Promise<unknown> | undefined {
    const wave = this.waves.at(-1);
    if (!wave || wave.ended === RUSH) return this.nextWave() ? this.want(visitor) : undefined;
    // The next category is for when this one is gone.
    return wave.begun < RUSH ? this.want(visitor) : wave.over;
  }

  complaints(): string[] {
    return this.waves
      .filter(({ booked, ended }) => booked > SCARCE_ROOMS || (ended === RUSH && booked !== SCARCE_ROOMS))
      .map(({ booked }) => `${booked} of ${SCARCE_ROOMS} rooms were booked`);
  }

  private nextWave(): boolean {
    const place = this.left.pop();
    if (!place) return false;
    let end = () => undefined as void;
    const over = new Promise<void>((resolve) => (end = resolve));
    this.waves.push({ stay: { ...place, ...this.dates }, begun: 0, ended: 0, booked: 0, over, end });
    return true;
  }

  private async want(visitor: Visitor): Promise<void> {
    const wave = this.waves.at(-1);
    if (!wave) return;
    wave.begun++;
    const expected = { status: 201, refusal: '409 sold_out', booking: true };
    const answer = await visitor.ask(createWish(this.guests.take(), randomUUID(), wave.stay), expected);
    if (answer) wave.booked++;
    if (++wave.ended === RUSH) wave.end();
  }
}
