import { Queue } from 'bullmq';
import { type BookingMail, EMAIL_QUEUE, mailJobId } from '#contracts';
import { parseEnv, patientRedisOptions } from '#platform';
import { ExpireBookings } from '../../apps/booking/src/booking/expire-bookings.service.js';
import { RemindGuests } from '../../apps/booking/src/booking/remind-guests.service.js';
import { MailOutcomes } from '../../apps/booking/src/outbox/mail-outcomes.service.js';
import { OutboxRelay } from '../../apps/booking/src/outbox/outbox-relay.service.js';
import { AppModule as NotificationModule } from '../../apps/notification/src/app.module.js';
import { NotificationEnv } from '../../apps/notification/src/env.js';
import { type RunningApp, startApp } from '../support/app.js';
import { brokenInvariants } from '../support/invariants.js';
import { type PrivateServer, startPrivateRedis } from '../support/services.js';
import { TestSmtpServer } from '../support/smtp-server.js';
import { type TestCategory, TestSystem } from '../support/system.js';
import { until } from '../support/until.js';

/** All three apps, a Redis of their own that can be stopped, and a real SMTP server. */
describe('from a booking to the guest’s inbox', () => {
  let redis: PrivateServer;
  let smtp: TestSmtpServer;
  let system: TestSystem;
  let notification: RunningApp | undefined;
  let queue: Queue<BookingMail>;
  let category: TestCategory;

  beforeAll(async () => {
    redis = await startPrivateRedis();
    smtp = await TestSmtpServer.start();
    system = await TestSystem.start({ redisUrl: redis.url });
    queue = new Queue(EMAIL_QUEUE, { connection: patientRedisOptions(redis.url) });
    queue.on('error', () => undefined);
    category = await system.category(50);
  });
  afterAll(async () => {
    await redis.start();
    await notification?.close();
    await queue.close();
    await system.close();
    await smtp.stop();
    await redis.remove();
  });

  const startNotification = async () => {
    const env = parseEnv(NotificationEnv, {
      ...system.env,
      SMTP_URL: smtp.url,
      MAIL_FROM: 'Staylock <bookings@staylock.example>',
    });
    notification = await startApp('notification', NotificationModule.forRoot(env), env);
  };
  const stopNotification = async () => {
    await notification?.close();
    notification = undefined;
  };
  beforeEach(startNotification);
  afterEach(stopNotification);

  const relay = () => system.booking.app.get(OutboxRelay, { strict: false });
  const outcomes = () => system.booking.app.get(MailOutcomes, { strict: false });
  const mailsOf = (reference: string) => smtp.accepted.filter((mail) => mail.subject?.includes(reference));
  const kindsOf = (reference: string) => mailsOf(reference).map((mail) => /<(\w+)\./.exec(mail.messageId ?? '')?.[1]);
  const stateOf = async (bookingId: string, kind: string) => {
    const [row] = await system.bookingDb.query<{ state: string }>(
      "SELECT state FROM Outbox WHERE bookingId = ? AND topic = 'MAIL' AND kind = ?",
      [bookingId, kind],
    );
    return row?.state;
  };
  const settled = (bookingId: string, kind: string, state: string) =>
    until(`the ${kind} mail is ${state}`, async () => {
      await relay().drain();
      return (await stateOf(bookingId, kind)) === state;
    });
  /** As after a while without word of a mail. */
  const askAgain = async () => {
    await system.bookingDb.query("UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) WHERE state = 'QUEUED'");
    await outcomes().ask();
  };

  it('tells the guest of every step, in order, under the request’s id', async () => {
    const { body, headers } = await system.book(category);
    await settled(body.bookingId, 'held', 'DONE');
    await system.confirm(body.idempotencyKey);
    await settled(body.bookingId, 'confirmed', 'DONE');
    await system.cancel(body.bookingId);
    await settled(body.bookingId, 'cancelled', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held', 'confirmed', 'cancelled']);
    const [held, confirmed] = mailsOf(body.reference);
    expect(held?.headers.get('x-request-id')).toBe(headers.get('x-request-id'));
    expect(held?.text).toContain(`/api/v1/bookings/confirm/${body.idempotencyKey}`);
    expect(confirmed?.attachments.map((file) => file.filename)).toContainEqual(expect.stringMatching(/\.ics$/));
    expect(await brokenInvariants(system)).toEqual([]);
  });

  it('tells of an expiry', async () => {
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'DONE');
    await system.booking.app.get(ExpireBookings, { strict: false }).expire(new Date(Date.now() + 606_000));
    await settled(body.bookingId, 'expired', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held', 'expired']);
  });

  it('does not send what is no longer so', async () => {
    await stopNotification();
    await redis.stop();
    const { body } = await system.book(category);
    await system.confirm(body.idempotencyKey);
    await redis.start();
    await startNotification();
    await settled(body.bookingId, 'confirmed', 'DONE');
    expect(await stateOf(body.bookingId, 'held')).toBe('SKIPPED');
    expect(kindsOf(body.reference)).toEqual(['confirmed']);
  });

  it('keeps a booking’s mails in order while one of them cannot go out', async () => {
    smtp.next({ refuse: 'data', code: 451 });
    const { body } = await system.book(category);
    await until('the held mail is being tried again', async () => {
      const job = await queue.getJob(mailJobId(body.bookingId, 'held'));
      return (job?.attemptsMade ?? 0) > 0;
    });
    await system.booking.app.get(RemindGuests, { strict: false }).remind(new Date(Date.now() + 500_000));
    await relay().drain();
    expect(await stateOf(body.bookingId, 'reminder')).toBe('PENDING');
    await settled(body.bookingId, 'reminder', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held', 'reminder']);
  });

  it('takes a mail out of the queue again that is no longer so', async () => {
    smtp.next({ refuse: 'data', code: 451 });
    const { body } = await system.book(category);
    await until('the held mail is being tried again', async () => {
      const job = await queue.getJob(mailJobId(body.bookingId, 'held'));
      return (job?.attemptsMade ?? 0) > 0;
    });
    await system.confirm(body.idempotencyKey);
    await settled(body.bookingId, 'confirmed', 'DONE');
    expect(await stateOf(body.bookingId, 'held')).toBe('SKIPPED');
    expect(kindsOf(body.reference)).toEqual(['confirmed']);
  });

  it('delivers after Redis was away, and takes bookings meanwhile', async () => {
    await redis.kill();
    const { status, body } = await system.book(category);
    expect(status).toBe(201);
    await redis.start();
    await settled(body.bookingId, 'held', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held']);
  });

  it('hands a mail over again when Redis has lost the queue', async () => {
    await stopNotification();
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'QUEUED');
    await queue.obliterate({ force: true });
    await startNotification();
    await askAgain();
    await settled(body.bookingId, 'held', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held']);
  });

  it('learns the outcome of a mail of which no word came', async () => {
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'DONE');
    await system.bookingDb.query("UPDATE Outbox SET state = 'QUEUED' WHERE bookingId = ? AND kind = 'held'", [
      body.bookingId,
    ]);
    await askAgain();
    expect(await stateOf(body.bookingId, 'held')).toBe('DONE');
    expect(kindsOf(body.reference)).toEqual(['held']);
  });

  it('does not take back a mail that has gone out, though no word of it has come yet', async () => {
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'DONE');
    await system.bookingDb.query("UPDATE Outbox SET state = 'QUEUED' WHERE bookingId = ? AND kind = 'held'", [
      body.bookingId,
    ]);
    await system.confirm(body.idempotencyKey);
    await settled(body.bookingId, 'confirmed', 'DONE');
    expect(await stateOf(body.bookingId, 'held')).toBe('DONE');
    expect(kindsOf(body.reference)).toEqual(['held', 'confirmed']);
  });

  it('records as sent a mail that went out while its row could not be written', async () => {
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'DONE');
    await system.bookingDb.query(
      `UPDATE Outbox SET state = 'PENDING', attempts = 1, finishedAt = NULL, dueAt = UTC_TIMESTAMP(3) + INTERVAL 60 SECOND
       WHERE bookingId = ? AND kind = 'held'`,
      [body.bookingId],
    );
    await system.confirm(body.idempotencyKey);
    await system.bookingDb.query('UPDATE Outbox SET dueAt = UTC_TIMESTAMP(3) WHERE bookingId = ?', [body.bookingId]);
    await settled(body.bookingId, 'confirmed', 'DONE');
    expect(await stateOf(body.bookingId, 'held')).toBe('DONE');
    expect(kindsOf(body.reference)).toEqual(['held', 'confirmed']);
  });

  it('shows a mail that was refused for good as a dead letter, and sends it once the cause is mended', async () => {
    smtp.next({ refuse: 'recipient', code: 550 });
    const { body } = await system.book(category);
    await settled(body.bookingId, 'held', 'DEAD');
    const token = await system.serviceToken();
    const list = await system.toBooking<{ items: { id: number; bookingId: string; kind: string; error: string }[] }>(
      'GET',
      '/dead-letters?limit=100',
      { token },
    );
    const letter = list.body.items.find((item) => item.bookingId === body.bookingId);
    expect(letter).toMatchObject({ kind: 'held', error: expect.stringContaining('550') });
    expect(letter?.error).not.toContain('ada@example.org');

    const retry = await system.toBooking('POST', `/dead-letters/${letter?.id}/retry`, { token });
    expect(retry.status).toBe(204);
    await settled(body.bookingId, 'held', 'DONE');
    expect(kindsOf(body.reference)).toEqual(['held']);
    expect((await system.toBooking('POST', `/dead-letters/${letter?.id}/retry`, { token })).status).toBe(404);
  });

  it('shows dead letters to services only', async () => {
    expect((await system.toBooking('GET', '/dead-letters')).status).toBe(401);
    expect((await system.toBooking('GET', '/dead-letters', { token: await system.token('guest-1') })).status).toBe(403);
    expect((await system.toBooking('GET', '/dead-letters', { token: await system.token('s', 'staff') })).status).toBe(
      403,
    );
  });
});
