import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { SigningKey } from '../system/identity-provider.js';

export interface Guest {
  userId: string;
  authorization: string;
}

/** One below the number of pending bookings that a guest may have. */
const BOOKINGS_EACH = 4;
const LIFETIME_S = 12 * 3_600;
const ISSUER_AND_AUDIENCE = 'staylock';

/**
 * Guests with their tokens. Each is handed out `BOOKINGS_EACH` times, with all others of the block in between: nobody
 * books twice at the same instant.
 */
export class Guests {
  private readonly key: KeyObject;
  private readonly header: string;
  private block: Guest[] = [];
  private next: Guest[] = [];
  private used = 0;
  private signed = 0;

  constructor(signingKey: SigningKey) {
    this.key = createPrivateKey({ key: signingKey.jwk, format: 'jwk' });
    this.header = encoded({ alg: 'ES256', kid: signingKey.kid, typ: 'JWT' });
  }

  /** Signs before the run what it will use; what is missing then is signed in time. */
  prepare(bookings: number): void {
    const missing = Math.ceil(bookings / BOOKINGS_EACH);
    this.next = Array.from({ length: missing }, () => this.named(`guest-${this.signed++}`));
    this.block = [];
    this.used = 0;
  }

  /** Who books next. */
  take(): Guest {
    if (this.used >= this.block.length * BOOKINGS_EACH) {
      if (this.next.length === 0) this.prepare(Math.max(1_000, this.block.length));
      this.block = this.next;
      this.next = [];
      this.used = 0;
    }
    const guest = this.block[this.used++ % this.block.length];
    if (!guest) throw new Error('there are no guests');
    return guest;
  }

  /** A guest, or somebody of another role, of this name, who is nobody of those above. */
  named(userId: string, role: 'guest' | 'staff' = 'guest'): Guest {
    const now = Math.floor(Date.now() / 1_000);
    const claims = { sub: userId, role, iat: now, exp: now + LIFETIME_S };
    const payload = encoded({ iss: ISSUER_AND_AUDIENCE, aud: ISSUER_AND_AUDIENCE, ...claims });
    const text = `${this.header}.${payload}`;
    const signature = sign('sha256', Buffer.from(text), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return { userId, authorization: `Bearer ${text}.${signature.toString('base64url')}` };
  }
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
