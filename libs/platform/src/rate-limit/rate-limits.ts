import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import type { Caller } from '../auth/caller.js';
import type { PlatformEnv } from '../platform-env.js';
import { impatientRedis } from '../redis/connections.js';
import { addressKey } from './address-key.js';
import { Limiter } from './limiter.js';
import type { RatePolicy, Standing } from './rate-limit-headers.js';

const WINDOW_S = 60;
/** Many times a usual answer of Redis (below 1 ms), and still nothing that a guest would notice. */
const REDIS_TIMEOUT_MS = 80;

/** How much a user, or an address without a user, may ask of this app. Services of ours are not limited. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly redis: Redis | undefined;
  private readonly users: Limiter | undefined;
  private readonly addresses: Limiter | undefined;

  constructor(app: string, env: PlatformEnv) {
    const { RATE_LIMIT_USER_PER_MINUTE: ofUser, RATE_LIMIT_ADDRESS_PER_MINUTE: ofAddress } = env;
    if (ofUser === 0 && ofAddress === 0) return;
    const redis = (this.redis = impatientRedis(env.REDIS_URL, REDIS_TIMEOUT_MS, { together: true }));
    const limiter = (name: RatePolicy['name'], requests: number) =>
      requests === 0 ? undefined : new Limiter({ name, requests, windowSeconds: WINDOW_S }, redis, `rate:${app}`);
    this.users = limiter('user', ofUser);
    this.addresses = limiter('address', ofAddress);
  }

  /**
   * Counts a request of `caller`, or of `address` where there is none; undefined where no limit applies. A client that
   * has gone has no address any more.
   */
  async count(caller: Caller | undefined, address: string | undefined): Promise<Standing | undefined> {
    if (caller?.role === 'service') return undefined;
    if (caller) return this.users?.count(caller.userId);
    return address === undefined ? undefined : this.addresses?.count(addressKey(address));
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}
