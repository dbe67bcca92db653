import { sampleMail } from '../../apps/notification/src/booking-email/booking-mail.sample.js';
import { NotificationSystem } from './notification-system.js';

describe('a malformed job', () => {
  let system: NotificationSystem;

  beforeAll(async () => {
    system = await NotificationSystem.start();
    await system.startApp();
  });

  afterAll(() => system.stop());

  const mail = sampleMail('held');
  const { booking, ...withoutBooking } = mail;

  it.each<[string, unknown, string]>([
    ['without data', {}, 'Malformed job: kind, to, locale, requestId, booking'],
    ['that is no object', ['held'], 'Malformed job: data'],
    ['without a booking', withoutBooking, 'Malformed job: booking'],
    ['of another kind than its name', { ...mail, kind: 'expired' }, 'Malformed job: kind'],
    ['of a kind that does not exist', { ...mail, kind: 'welcome' }, 'Malformed job: kind'],
    ['with two recipients in one', { ...mail, to: { name: '', address: 'a@x.example, b@x.example' } }, 'to.address'],
    ['with an address that is sent on', { ...mail, to: { name: '', address: 'a%x@y.example' } }, 'to.address'],
    ['with an address that hides', { ...mail, to: { name: '', address: 'a\u202eb@y.example' } }, 'to.address'],
    ['with a date that does not exist', { ...mail, booking: { ...booking, checkInDate: '2027-02-30' } }, 'checkInDate'],
    ['with a broken night', { ...mail, booking: { ...booking, nights: [{ date: '2027-03-26' }] } }, 'nights.0.price'],
    ['with an empty night', { ...mail, booking: { ...booking, nights: [null] } }, 'booking.nights'],
    ['with a fraction of a cent', { ...mail, booking: { ...booking, bookingAmount: 1.5 } }, 'booking.bookingAmount'],
    ['without a hotel', { ...mail, booking: { ...booking, hotel: null } }, 'Malformed job: booking.hotel'],
    [
      'in a zone that does not exist',
      { ...mail, booking: { ...booking, hotel: { ...booking.hotel, timezone: 'Mars/Olympus' } } },
      'Malformed job: booking.hotel.timezone',
    ],
    [
      'with a script as its link',
      { ...mail, booking: { ...booking, confirmUrl: 'javascript:alert(1)' } },
      'confirmUrl',
    ],
  ])('%s fails at once, saying which field, and repeating nothing', async (_, data, reason) => {
    const job = await system.enqueueRaw('held', data);
    await expect(system.outcome(job)).rejects.toThrow(reason);
    const failed = await system.queue.getJob(job.id!);
    expect(failed?.attemptsMade).toBe(1);
    expect(failed?.failedReason).not.toContain('ada@');
    expect(system.smtp.deliveries).toBe(0);
  });
});
