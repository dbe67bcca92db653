import { type MailChanges, sampleMail } from './booking-mail.sample.js';
import { calendarOf } from './calendar.js';

const SENDER = 'bookings@staylock.example';

/** Unfolded lines (RFC 5545, 3.1). */
function linesOf(kind: 'confirmed' | 'cancelled', changes: MailChanges = {}): string[] {
  const content = calendarOf(sampleMail(kind, changes), SENDER)!.content;
  expect(content.endsWith('END:VCALENDAR\r\n')).toBe(true);
  for (const line of content.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  return content.replace(/\r\n /g, '').split('\r\n');
}

const inZone = (timezone: string): MailChanges => ({ booking: { hotel: { timezone } } });

describe('the calendar of a confirmed booking', () => {
  it('holds the stay from check-in to check-out', () => {
    const event = linesOf('confirmed');
    expect(event.slice(event.indexOf('BEGIN:VEVENT'), -2)).toEqual([
      'BEGIN:VEVENT',
      'UID:0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10@staylock',
      'SEQUENCE:0',
      'DTSTAMP:20270320T100000Z',
      'DTSTART;TZID=Europe/Lisbon:20270326T150000',
      'DTEND;TZID=Europe/Lisbon:20270329T110000',
      'SUMMARY:Casa do Jardim – Garden double',
      'TRANSP:TRANSPARENT',
      'LOCATION:Casa do Jardim\\, Rua da Rosa 1\\, Lisboa\\, Portugal',
      'DESCRIPTION:Booking SL7K2M9QX4: rooms 2\\, guests 3',
      'ORGANIZER;CN="Casa do Jardim":mailto:bookings@staylock.example',
      'STATUS:CONFIRMED',
      'END:VEVENT',
    ]);
  });

  it('is published, and describes the zone it speaks of', () => {
    const lines = linesOf('confirmed');
    expect(lines.slice(0, 4)).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Staylock//Bookings//EN',
      'METHOD:PUBLISH',
    ]);
    expect(lines.filter((line) => line.startsWith('TZID:'))).toEqual(['TZID:Europe/Lisbon']);
    expect(lines).toContain('RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU');
  });

  it.each([
    ['US/Eastern', 'America/New_York'],
    ['Asia/Calcutta', 'Asia/Kolkata'],
    ['europe/lisbon', 'Europe/Lisbon'],
    ['UTC', 'Etc/UTC'],
  ])('calls %s by the name under which it is described, %s', (timezone, name) => {
    const lines = linesOf('confirmed', inZone(timezone));
    expect(lines).toContain(`TZID:${name}`);
    expect(lines).toContain(`DTSTART;TZID=${name}:20270326T150000`);
  });

  it('shows an hour that the clocks of another zone skip', () => {
    // 02:30 on 28 March 2027 does not exist in Berlin; in Tokyo it does, wherever this runs.
    const hotel = { timezone: 'Asia/Tokyo', checkInTime: '02:30' };
    const lines = linesOf('confirmed', { booking: { checkInDate: '2027-03-28', hotel } });
    expect(lines).toContain('DTSTART;TZID=Asia/Tokyo:20270328T023000');
  });

  it('gives names no way to begin a line of their own', () => {
    const lines = linesOf('confirmed', { booking: { hotel: { name: 'Casa\r\nATTACH:http://evil.example; "x"' } } });
    expect(lines.filter((line) => line.startsWith('ATTACH'))).toEqual([]);
    expect(lines).toContain('SUMMARY:Casa ATTACH:http://evil.example\\; "x" – Garden double');
  });
});

describe('the calendar of a cancelled booking', () => {
  it('takes the same event back', () => {
    const lines = linesOf('cancelled');
    expect(lines).toEqual(
      expect.arrayContaining([
        'METHOD:CANCEL',
        'UID:0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10@staylock',
        'SEQUENCE:1',
        'STATUS:CANCELLED',
      ]),
    );
  });
});

it.each(['held', 'reminder', 'expired'] as const)('a mail of kind %s has no calendar', (kind) => {
  expect(calendarOf(sampleMail(kind), SENDER)).toBeNull();
});
