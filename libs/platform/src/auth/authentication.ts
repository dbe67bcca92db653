import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError, TooMany, Unavailable } from '../errors/domain-error.js';
import { isProbe } from '../http/probes.js';
import { rateLimitHeaders } from '../rate-limit/rate-limit-headers.js';
import { RateLimits } from '../rate-limit/rate-limits.js';
import type { Caller } from './caller.js';
import { TokenVerifier } from './tokens.js';

/**
 * Before a body is read: finds out who is calling, counts the request against the caller's rate limit, and refuses
 * tokens that are not valid. What the caller may do is decided by `AuthGuard`, from the route's rule.
 */
@Injectable()
export class Authentication implements OnModuleInit {
  constructor(
    private readonly host: HttpAdapterHost,
    private readonly tokens: TokenVerifier,
    private readonly limits: RateLimits,
  ) {}

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance<FastifyInstance>();
    fastify.decorateRequest('caller', null);
    fastify.addHook('onRequest', (request, reply) => this.admit(request, reply));
  }

  private async admit(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (isProbe(request)) return;
    // Before anything is waited for: a client that hangs up takes its address along.
    const address: string | undefined = request.ip;
    const known = await this.callerOf(request.headers.authorization);
    // That the keys are away is not the caller's doing: their address is not held to account for it.
    if (known instanceof Unavailable) throw known;
    // Who sends a wrong token is a stranger, and may guess no faster than strangers may ask.
    const caller = known instanceof DomainError ? undefined : known;
    await this.count(caller, address, reply);
    if (known instanceof DomainError) throw known;
    if (caller) request.caller = caller;
  }

  private async callerOf(header: string | undefined): Promise<Caller | DomainError | undefined> {
    if (header === undefined) return undefined;
    const token = /^Bearer ([\w.-]+)$/i.exec(header)?.[1];
    try {
      if (token) return await this.tokens.verify(token);
    } catch (error) {
      if (error instanceof Unavailable) return error;
      // Falls through: what exactly is wrong with a token is not told to strangers.
    }
    return notAuthenticated();
  }

  private async count(caller: Caller | undefined, address: string | undefined, reply: FastifyReply): Promise<void> {
    const standing = await this.limits.count(caller, address);
    if (!standing) return;
    void reply.headers(rateLimitHeaders(standing));
    if (!standing.exceeded) return;
    const { requests, windowSeconds } = standing.policy;
    const detail = `No more than ${requests} requests in ${windowSeconds} seconds; go on after Retry-After seconds.`;
    throw new TooMany('rate_limited', detail, standing.resetSeconds);
  }
}

export function notAuthenticated(): DomainError {
  return new DomainError(
    'unauthenticated',
    'not_authenticated',
    'Send a valid token in the header "Authorization: Bearer …".',
  );
}
