import { UnrecoverableError } from 'bullmq';
import { sampleMail } from '../../apps/notification/src/booking-email/booking-mail.sample.js';
import { NotificationSystem } from './notification-system.js';

const ANOTHER_BOOKING = { booking: { bookingId: '3f0e9a52-12c4-5b7d-8a6e-9b1c2d3e4f50' } };

describe('the delivery of a mail', () => {
  let system: NotificationSystem;

  beforeEach(async () => {
    system = await NotificationSystem.start();
  });

  afterEach(() => system.stop());

  const attemptsOf = async (jobId: string) => (await system.queue.getJob(jobId))?.attemptsMade;

  it.each([
    ['is asked to come back later', { refuse: 'recipient', code: 451 }],
    ['is told that the service closes', { refuse: 'sender', code: 421 }],
    ['is told that the session went wrong', { refuse: 'sender', code: 503 }],
    ['is put off after the body', { refuse: 'data', code: 452 }],
  ] as const)('that %s is tried again and sends one mail', async (_, refusal) => {
    system.smtp.next(refusal, refusal);
    await system.startApp();
    const job = await system.enqueue(sampleMail('held'));
    expect(await system.outcome(job)).toBe('sent');
    expect(await attemptsOf(job.id!)).toBe(3);
    expect(system.smtp.accepted).toHaveLength(1);
  });

  it.each([
    ['the recipient', { refuse: 'recipient', code: 550, text: '5.1.1 <ada@guests.example>: unknown' }],
    ['the sender', { refuse: 'sender', code: 553, text: '5.1.8 not for ada@guests.example' }],
    ['the mail', { refuse: 'data', code: 554, text: '5.7.1 spam for ada@guests.example' }],
  ] as const)('that refuses %s for good fails at once, and names no address', async (_, refusal) => {
    system.smtp.next(refusal);
    await system.startApp();
    const refused = await system.enqueue(sampleMail('held'));
    const neighbour = await system.enqueue(sampleMail('held', ANOTHER_BOOKING));
    await expect(system.outcome(refused)).rejects.toThrow(
      `The mail server refused: ${refusal.refuse === 'data' ? 'EMESSAGE' : 'EENVELOPE'} ${refusal.code} ${refusal.text.slice(0, 5)}`,
    );
    expect(await system.outcome(neighbour)).toBe('sent');
    expect(system.smtp.deliveries).toBe(2);
    const job = await system.queue.getJob(refused.id!);
    expect(await job?.getState()).toBe('failed');
    expect(job?.attemptsMade).toBe(1);
    expect(JSON.stringify([job?.failedReason, job?.stacktrace])).not.toContain('ada@');
    expect(job?.stacktrace?.[0]).toContain(UnrecoverableError.name);
  });

  it('gives up when all tries are used up', async () => {
    system.smtp.next(...Array.from({ length: 3 }, () => ({ refuse: 'recipient', code: 450 }) as const));
    await system.startApp();
    const job = await system.enqueue(sampleMail('held'), { attempts: 3 });
    await expect(system.outcome(job)).rejects.toThrow('The mail server refused: EENVELOPE 450');
    expect(system.smtp.deliveries).toBe(3);
    expect(system.smtp.accepted).toHaveLength(0);
  });

  it('whose line drops after the body is sent again with the same Message-ID', async () => {
    system.smtp.next('drop-after-data');
    await system.startApp();
    const job = await system.enqueue(sampleMail('confirmed'));
    expect(await system.outcome(job)).toBe('sent');
    expect(await attemptsOf(job.id!)).toBe(2);
    const [dropped, taken] = system.smtp.arrived;
    expect(system.smtp.arrived).toHaveLength(2);
    expect(taken?.messageId).toBe(dropped?.messageId);
  });

  it('to a server that falls silent is given up after the timeout and tried again', async () => {
    system.smtp.next('hang-after-data');
    await system.startApp({ SMTP_URL: `${system.smtp.url}?socketTimeout=200` });
    const job = await system.enqueue(sampleMail('held'));
    expect(await system.outcome(job)).toBe('sent');
    expect(await attemptsOf(job.id!)).toBe(2);
    expect(system.smtp.accepted).toHaveLength(1);
  });

  it('waits in the queue while no server is there', async () => {
    await system.smtp.refuseConnections();
    await system.startApp();
    const job = await system.enqueue(sampleMail('held'), { attempts: 100 });
    const waiting = new Promise((resolve) => system.events.once('delayed', resolve));
    await waiting;
    expect(await system.redis.keys('mail:sent:*')).toEqual([]);
    await system.smtp.acceptConnections();
    expect(await system.outcome(job)).toBe('sent');
    expect(system.smtp.accepted).toHaveLength(1);
  });

  it('of a job that comes a second time sends nothing', async () => {
    await system.startApp();
    const first = await system.enqueue(sampleMail('held'));
    expect(await system.outcome(first)).toBe('sent');
    await first.remove();
    const second = await system.enqueue(sampleMail('held'));
    const neighbour = await system.enqueue(sampleMail('confirmed'));
    expect(await system.outcome(second)).toBe('already_sent');
    expect(await system.outcome(neighbour)).toBe('sent');
    expect(system.smtp.deliveries).toBe(2);
  });

  it('is remembered for a week', async () => {
    await system.startApp();
    await system.outcome(await system.enqueue(sampleMail('held')));
    const [key = ''] = await system.redis.keys('mail:sent:*');
    expect(key).toBe('mail:sent:held.0b54b1a5-6b0e-5f8e-9c0e-0d8f7a8e9b10@staylock.example');
    const remaining = await system.redis.pttl(key);
    expect(remaining).toBeLessThanOrEqual(7 * 86_400_000);
    expect(remaining).toBeGreaterThan(7 * 86_400_000 - 60_000);
  });
});
