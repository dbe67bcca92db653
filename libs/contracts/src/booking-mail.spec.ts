import { isMailKind, MAIL_KINDS, mailJobId } from './booking-mail.js';

describe('the job of a mail', () => {
  const BOOKING = '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e';

  it('has one id per booking and kind, at every try', () => {
    const ids = MAIL_KINDS.map((kind) => mailJobId(BOOKING, kind));
    expect(new Set(ids).size).toBe(MAIL_KINDS.length);
    expect(mailJobId(BOOKING, 'held')).toBe(`held-${BOOKING}`);
  });

  it('has an id that BullMQ takes: no colon, not digits alone', () => {
    for (const kind of MAIL_KINDS) expect(mailJobId(BOOKING, kind)).toMatch(/^(?!\d+$)[^:]+$/);
  });
});

describe('a kind of mail', () => {
  it.each([...MAIL_KINDS])('is %s', (kind) => expect(isMailKind(kind)).toBe(true));

  it.each(['HELD', 'release', '', null, undefined, 'constructor', ['held']])('is not %j', (value) =>
    expect(isMailKind(value)).toBe(false),
  );
});
