import { InvalidRequest } from '#platform';
import { idempotencyKeyOf } from './idempotency-key.js';

const KEY = '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e';
const OTHER = 'f3b2f0d4-7a37-4f0c-8f43-5b8a2f0b9a11';

function fieldOf(header: string | string[] | undefined, field: string | undefined): string | undefined {
  try {
    idempotencyKeyOf(header, field);
  } catch (error) {
    if (error instanceof InvalidRequest) return (error.members['errors'] as { field: string }[])[0]?.field;
    throw error;
  }
  return undefined;
}

describe('the key of a request', () => {
  it('comes from the header, the field, or both when they agree', () => {
    expect(idempotencyKeyOf(KEY, undefined)).toBe(KEY);
    expect(idempotencyKeyOf(undefined, KEY)).toBe(KEY);
    expect(idempotencyKeyOf(KEY, KEY)).toBe(KEY);
  });

  it('is one key in any case and with spaces around it', () => {
    expect(idempotencyKeyOf(KEY.toUpperCase(), undefined)).toBe(KEY);
    expect(idempotencyKeyOf(` ${KEY} `, KEY.toUpperCase())).toBe(KEY);
    expect(idempotencyKeyOf([KEY, KEY.toUpperCase()], undefined)).toBe(KEY);
  });

  it('is a new one each time when none is sent', () => {
    const [a, b] = [idempotencyKeyOf(undefined, undefined), idempotencyKeyOf(undefined, undefined)];
    expect(a).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(a).not.toBe(b);
  });

  it('is refused when header and field differ', () => {
    expect(fieldOf(KEY, OTHER)).toBe('Idempotency-Key');
    expect(fieldOf([KEY, OTHER], undefined)).toBe('Idempotency-Key');
  });

  it.each([
    ['empty', ''],
    ['blank', '   '],
    ['a word', 'my-key'],
    ['a UUID that was cut', KEY.slice(0, -1)],
    ['a UUID and more', `${KEY}0`],
    ['a UUID without hyphens', KEY.replaceAll('-', '')],
    ['a UUID in braces', `{${KEY}}`],
    ['two UUIDs', `${KEY}, ${OTHER}`],
    ['of a version there is not', '0b0e6c9a-5d0f-0f3e-9c62-3f3d6a9f3b0e'],
    ['an injection', `${KEY}' OR '1'='1`],
  ])('is refused when it is %s, and the place is named', (_, key) => {
    expect(fieldOf(key, undefined)).toBe('Idempotency-Key');
    expect(fieldOf(undefined, key)).toBe('idempotencyKey');
    expect(fieldOf(KEY, key)).toBe('idempotencyKey');
  });
});
