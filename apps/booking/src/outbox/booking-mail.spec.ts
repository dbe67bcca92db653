import { MAIL_KINDS } from '#contracts';
import { sampleBooking } from '../booking/booking.sample.js';
import { bookingMail } from './booking-mail.js';

const PUBLIC_URL = 'https://book.example.com';
const mail = (kind: (typeof MAIL_KINDS)[number], parts = {}) =>
  bookingMail(kind, sampleBooking(parts), 'request-0001', PUBLIC_URL);

describe('the mail about a booking', () => {
  it('carries all that notification needs', () => {
    expect(mail('held')).toEqual({
      kind: 'held',
      to: { name: 'Ada Lovelace', address: 'ada@example.org' },
      locale: 'pt-PT',
      requestId: 'request-0001',
      booking: {
        bookingId: '5c1a7a3e-9f0e-5b4e-8f53-0f7a0f6f2a11',
        reference: 'K7PQ4MXW2Z',
        checkInDate: '2027-03-27',
        checkOutDate: '2027-03-29',
        rooms: 2,
        totalGuests: 3,
        bookingAmount: 41_000,
        currency: 'EUR',
        nights: sampleBooking().nights,
        specialRequests: 'A cot',
        hotel: sampleBooking().hotel,
        expiresAt: '2026-11-22T07:10:00.000Z',
        occurredAt: '2026-11-22T07:00:00.000Z',
        confirmUrl: `${PUBLIC_URL}/api/v1/bookings/confirm/0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e`,
      },
    });
  });

  it('comes through the queue’s JSON as it is', () => {
    for (const kind of MAIL_KINDS) expect(JSON.parse(JSON.stringify(mail(kind)))).toEqual(mail(kind));
  });

  it('tells how to confirm only while that can be done', () => {
    expect(MAIL_KINDS.filter((kind) => mail(kind).booking.confirmUrl !== null)).toEqual(['held', 'reminder']);
  });

  it('tells when that happened which it is about', () => {
    const parts = {
      confirmedAt: new Date('2026-11-22T07:01:00.000Z'),
      cancelledAt: new Date('2026-11-22T07:02:00.000Z'),
      expiredAt: new Date('2026-11-22T07:11:00.000Z'),
    };
    expect(MAIL_KINDS.map((kind) => [kind, mail(kind, parts).booking.occurredAt])).toEqual([
      ['held', '2026-11-22T07:00:00.000Z'],
      ['reminder', '2026-11-22T07:00:00.000Z'],
      ['confirmed', '2026-11-22T07:01:00.000Z'],
      ['cancelled', '2026-11-22T07:02:00.000Z'],
      ['expired', '2026-11-22T07:11:00.000Z'],
    ]);
  });
});
