import { addDays } from '#contracts';
import { insertHotels } from './data/insert-hotels.js';
import { insertPending } from './data/insert-pending.js';
import { type LoadPlan, type Offering, type ScenarioName } from './load/plan.js';
import { SCARCE_ROOMS } from './load/scenarios/scarce.js';
import { RENAMER } from './load/scenarios/searched.js';
import type { BenchSystem } from './system/bench-system.js';

/** Of the hotels that all may book at. */
const ROOMS = 20;
const NIGHTS = 60;
/** More than can be booked or confirmed in a second on this side of the floor. */
const MOST_PER_SECOND = 2_500;
/** Rushes for ten rooms that end in a second, at most. */
const RUSHES_PER_SECOND = 20;
const NIGHTS_OF_ONE = 300;
/** Numbers of prepared bookings; those of the past begin at 0. */
const FIRST_PREPARED = 0x80000000;

/** Makes what the runs need in the tables, and tells the clients where it is. */
export class Plans {
  private prepared = FIRST_PREPARED;

  private constructor(
    private readonly system: BenchSystem,
    /** Hotels that all may book at. */
    readonly common: Offering,
    readonly floorOffering: Offering,
  ) {}

  static async make(system: BenchSystem, hotels: number, told: (done: number) => void): Promise<Plans> {
    // Today may be over somewhere during the run.
    const firstDate = addDays(system.today, 1);
    const wanted = { count: hotels, rooms: ROOMS, firstDate, nights: NIGHTS };
    const { places } = await insertHotels(system.databases.inventory, wanted, told);
    const floor = await insertHotels(system.floorInventory, wanted);
    return new Plans(
      system,
      { places, firstDate, nights: NIGHTS },
      { places: floor.places, firstDate, nights: NIGHTS },
    );
  }

  async of(scenario: ScenarioName, clients: number, seconds: number): Promise<LoadPlan> {
    const plan = { scenario, clients, seconds, offering: this.common };
    const most = Math.ceil(MOST_PER_SECOND * seconds);
    switch (scenario) {
      case 'hot':
        return { ...plan, offering: await this.offering(1, most, 1) };
      case 'nights':
        return { ...plan, offering: await this.offering(1, Math.ceil(most / NIGHTS_OF_ONE), NIGHTS_OF_ONE) };
      case 'scarce':
        return { ...plan, offering: await this.offering(Math.ceil(RUSHES_PER_SECOND * seconds), SCARCE_ROOMS, 1) };
      case 'searched':
        await this.employ();
        return { ...plan, prepared: await this.pending(most) };
      case 'confirm':
        return { ...plan, prepared: await this.pending(most) };
      case 'distinct':
      case 'repeat':
      case 'reads':
      case 'availability':
      case 'mix':
        return plan;
    }
  }

  private async offering(count: number, rooms: number, nights: number): Promise<Offering> {
    const { firstDate } = this.common;
    const { places } = await insertHotels(this.system.databases.inventory, { count, rooms, firstDate, nights });
    return { places, firstDate, nights };
  }

  /** Somebody who may rename the first hotel. */
  private async employ(): Promise<void> {
    const hotelId = this.common.places[0]?.hotelId;
    await this.system.databases.inventory.query('INSERT IGNORE INTO HotelStaff (hotelId, userId) VALUES (?, ?)', [
      hotelId,
      RENAMER,
    ]);
  }

  private async pending(count: number) {
    const prepared = { from: this.prepared, count };
    this.prepared += count;
    await insertPending(this.system.databases, this.common.firstDate, prepared);
    return prepared;
  }
}
