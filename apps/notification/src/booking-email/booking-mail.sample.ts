import type { BookingMail, MailKind } from '#contracts';

export type MailChanges = Partial<Omit<BookingMail, 'kind' | 'booking'>> & {
  booking?: Partial<Omit<BookingMail['booking'], 'hotel'>> & { hotel?: Partial<BookingMail['booking']['hotel']> };
};

/** Two rooms in Lisbon for three nights over the change to summer time, 28 March 2027, with some changes. */
export function sampleMail(kind: MailKind, { booking = {}, ...changes }: MailChanges = {}): BookingMail {
  const { hotel, ...bookingChanges } = booking;
  return {
    kind,
    to: { name: 'Ada Lovelace', address: 'ada@guests.example' },
    locale: 'en-GB',
    requestId: 'request-0001',
    ...changes,
    booking: {
      bookingId: '0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10',
      reference: 'SL7K2M9QX4',
      checkInDate: '2027-03-26',
      checkOutDate: '2027-03-29',
      rooms: 2,
      totalGuests: 3,
      bookingAmount: 93_000,
      currency: 'EUR',
      nights: [
        { date: '2027-03-26', price: 15_000 },
        { date: '2027-03-27', price: 16_500 },
        { date: '2027-03-28', price: 15_000 },
      ],
      specialRequests: null,
      expiresAt: '2027-03-20T10:10:00.000Z',
      occurredAt: '2027-03-20T10:00:00.000Z',
      confirmUrl: 'http://127.0.0.1:3000/api/v1/bookings/confirm/7f9c24e8-3b12-4d6a-9f5e-1c2d3e4f5a6b',
      ...bookingChanges,
      hotel: {
        name: 'Casa do Jardim',
        address: 'Rua da Rosa 1',
        city: 'Lisboa',
        country: 'Portugal',
        timezone: 'Europe/Lisbon',
        checkInTime: '15:00',
        checkOutTime: '11:00',
        categoryName: 'Garden double',
        ...hotel,
      },
    },
  };
}
