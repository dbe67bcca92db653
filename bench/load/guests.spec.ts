import { generateKeyPairSync } from 'node:crypto';
import { jwtVerify } from 'jose';
import { Guests } from './guests.js';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const guests = () => new Guests({ kid: 'k', jwk: privateKey.export({ format: 'jwk' }) });

describe('guests', () => {
  it('have tokens that the apps take', async () => {
    const { authorization } = guests().named('ada');
    const options = { issuer: 'staylock', audience: 'staylock', algorithms: ['ES256'] };
    const { payload, protectedHeader } = await jwtVerify(authorization.slice('Bearer '.length), publicKey, options);
    expect(payload).toMatchObject({ sub: 'ada', role: 'guest' });
    expect(protectedHeader.kid).toBe('k');
  });

  it('book four times each, with all others in between', () => {
    const all = guests();
    all.prepare(40);
    const taken = Array.from({ length: 40 }, () => all.take().userId);
    expect(new Set(taken).size).toBe(10);
    expect(taken.slice(0, 10)).toEqual(taken.slice(30));
    expect(new Set(taken.slice(0, 10)).size).toBe(10);
    expect(taken).not.toContain(all.take().userId);
  });
});
