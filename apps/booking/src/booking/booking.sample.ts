import type { Booking } from './booking.js';

/** One booking as specs need it; every part can be another one. */
export function sampleBooking(parts: Partial<Booking> = {}): Booking {
  return {
    id: '5c1a7a3e-9f0e-5b4e-8f53-0f7a0f6f2a11',
    reference: 'K7PQ4MXW2Z',
    idempotencyKey: '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e',
    userId: '42',
    hotelId: 1,
    roomCategoryId: 11,
    checkInDate: '2027-03-27',
    checkOutDate: '2027-03-29',
    rooms: 2,
    totalGuests: 3,
    guestName: 'Ada Lovelace',
    guestEmail: 'ada@example.org',
    guestLocale: 'pt-PT',
    specialRequests: 'A cot',
    bookingAmount: 41_000,
    currency: 'EUR',
    nights: [
      { date: '2027-03-27', price: 10_000 },
      { date: '2027-03-28', price: 10_500 },
    ],
    hotel: {
      ...{ name: 'Casa da Praia', address: 'Rua do Mar 1', city: 'Lisboa', country: 'PT', timezone: 'Europe/Lisbon' },
      ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Double' },
    },
    status: 'PENDING',
    createdAt: new Date('2026-11-22T07:00:00.000Z'),
    expiresAt: new Date('2026-11-22T07:10:00.000Z'),
    confirmedAt: null,
    cancelledAt: null,
    expiredAt: null,
    ...parts,
  };
}
