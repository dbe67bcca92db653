import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { TooMany } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';
import { addressKey } from '../rate-limit/address-key.js';
import { isProbe } from './probes.js';

/** How often one address may ask how the app is, for each kind of probe. Counted here, for Redis may be away. */
export function limitProbes(fastify: FastifyInstance, perSecond: number): void {
  if (perSecond === 0) return;
  const limiter = new RateLimiterMemory({ points: perSecond, duration: 1 });
  const detail = `No more than ${perSecond} of these requests in a second; go on after Retry-After seconds.`;
  const refusal = new TooMany('rate_limited', detail, 1);
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isProbe(request)) return done();
    limiter.consume(askerOf(request)).then(
      () => done(),
      () => {
        void reply.header('Retry-After', String(refusal.retryAfterSeconds));
        sendProblem(reply, problemOf(refusal, request.id));
      },
    );
  });
}

/** What a proxy forwards for others is counted apart from what it asks itself: they cannot use up its probes. */
function askerOf({ routeOptions, headers, ip }: FastifyRequest): string {
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers['forwarded'] !== undefined;
  // A client that has gone has no address any more.
  const address: string | undefined = ip;
  return [routeOptions.url, isForwarded, address === undefined ? '' : addressKey(address)].join(' ');
}
