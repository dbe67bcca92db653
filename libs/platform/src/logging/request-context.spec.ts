import { setTimeout as sleep } from 'node:timers/promises';
import { currentRequestId, logContext, requestIdFrom, withRequestId } from './request-context.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe('the request id that a caller sends', () => {
  it.each(['abcdefgh', 'x'.repeat(64), '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e', 'AZaz09_-'])('is taken over: %s', (id) =>
    expect(requestIdFrom(id)).toBe(id),
  );

  it.each<[string, unknown]>([
    ['too short', 'abcdefg'],
    ['too long', 'x'.repeat(65)],
    ['with a line break, which would forge a log line', 'abcdefgh\n{"level":60}'],
    ['with a line break at its end', 'abcdefgh\n'],
    ['with a carriage return, which would forge a header', 'abcdefgh\r\nBcc: eve@example.org'],
    ['with a space', 'abcd efgh'],
    ['with a quote', 'abcdefgh"'],
    ['with a character beyond ASCII', 'abcdefghé'],
    ['empty', ''],
    ['sent twice', ['abcdefgh', 'ijklmnop']],
    ['missing', undefined],
  ])('is replaced when it is %s', (_, id) => expect(requestIdFrom(id)).toMatch(UUID));
});

describe('the request under way', () => {
  it('keeps its id over everything it waits for, beside others', async () => {
    const seen = async (id: string, ms: number) =>
      withRequestId(id, async () => {
        await sleep(ms);
        return [currentRequestId(), logContext()];
      });
    const [slow, fast] = await Promise.all([seen('request-slow', 20), seen('request-fast', 1)]);
    expect(slow).toEqual(['request-slow', { requestId: 'request-slow' }]);
    expect(fast).toEqual(['request-fast', { requestId: 'request-fast' }]);
  });

  it('is none outside of any: each look gives a new id, and log lines carry none', () => {
    expect(currentRequestId()).toMatch(UUID);
    expect(currentRequestId()).not.toBe(currentRequestId());
    expect(logContext()).toEqual({});
  });

  it('lends its log lines a new object each, which pino fills with the fields of the line', () => {
    withRequestId('request-0001', () => {
      Object.assign(logContext(), { msg: 'of the first line' });
      expect(logContext()).toEqual({ requestId: 'request-0001' });
    });
  });
});
