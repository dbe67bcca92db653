import { sampleBooking } from './booking.sample.js';
import { factsOf, viewOf } from './booking.view.js';

const NOW = new Date('2026-11-22T07:04:00.500Z');

describe('what is told about a booking', () => {
  it('is what was booked, under the names of the interface', () => {
    expect(viewOf(factsOf(sampleBooking()), sampleBooking(), NOW)).toEqual({
      bookingId: '5c1a7a3e-9f0e-5b4e-8f53-0f7a0f6f2a11',
      reference: 'K7PQ4MXW2Z',
      idempotencyKey: '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e',
      userId: '42',
      hotelId: 1,
      roomCategoryId: 11,
      checkInDate: '2027-03-27',
      checkOutDate: '2027-03-29',
      rooms: 2,
      totalGuests: 3,
      guest: { name: 'Ada Lovelace', email: 'ada@example.org', locale: 'pt-PT' },
      specialRequests: 'A cot',
      bookingAmount: 41_000,
      currency: 'EUR',
      nights: [
        { date: '2027-03-27', price: 10_000 },
        { date: '2027-03-28', price: 10_500 },
      ],
      createdAt: '2026-11-22T07:00:00.000Z',
      expiresAt: '2026-11-22T07:10:00.000Z',
      status: 'PENDING',
      secondsRemaining: 359,
      serverTime: '2026-11-22T07:04:00.500Z',
    });
  });

  it('has facts that stay the same whatever becomes of it, and no status among them', () => {
    const facts = factsOf(sampleBooking());
    expect(factsOf(sampleBooking({ status: 'CANCELLED', cancelledAt: NOW, confirmedAt: NOW }))).toEqual(facts);
    for (const changing of ['status', 'secondsRemaining', 'serverTime', 'hotel'])
      expect(facts).not.toHaveProperty(changing);
  });

  it('has facts that come through JSON as they are, for they are stored as such', () => {
    const facts = factsOf(sampleBooking({ specialRequests: null }));
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
  });

  it('has the status and the time left of the moment of telling', () => {
    const facts = factsOf(sampleBooking());
    const late = new Date('2026-11-22T07:10:00.000Z');
    expect(viewOf(facts, sampleBooking(), late)).toMatchObject({ status: 'EXPIRED', secondsRemaining: 0 });
    const confirmed = sampleBooking({ status: 'CONFIRMED' });
    expect(viewOf(facts, confirmed, NOW)).toMatchObject({ status: 'CONFIRMED', secondsRemaining: 0 });
  });
});
