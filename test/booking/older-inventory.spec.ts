import { NotFoundException } from '@nestjs/common';
import { StaffService } from '../../apps/hotel-inventory/src/hotel/staff.service.js';
import { TestSystem } from '../support/system.js';

/** As a replica of the version before answers: it has the list of a user's hotels only. */
class OlderStaffService extends StaffService {
  override membership(): Promise<never> {
    throw new NotFoundException('Cannot GET /api/v1/staff/staff-1/hotels/1');
  }
}

describe('beside a hotel-inventory of the version before', () => {
  let system: TestSystem;
  beforeAll(async () => {
    system = await TestSystem.start({ inventoryOverrides: [{ provide: StaffService, useClass: OlderStaffService }] });
  });
  afterAll(() => system.close());

  it('staff see the bookings of their hotels, and of no other', async () => {
    const category = await system.category(2);
    const { bookingId } = (await system.book(category)).body;
    const ask = async (userId: string, path: string) =>
      system.toBooking<{ items?: unknown[] }>('GET', path, { token: await system.token(userId, 'staff') });
    expect((await ask('staff-1', `/bookings/${bookingId}`)).status).toBe(200);
    expect((await ask('staff-2', `/bookings/${bookingId}`)).status).toBe(404);
    expect((await ask('staff-1', `/bookings?hotelId=${category.hotelId}`)).body.items).toHaveLength(1);
    expect((await ask('staff-2', `/bookings?hotelId=${category.hotelId}`)).body.items).toEqual([]);
  });
});
