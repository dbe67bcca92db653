import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError, Unavailable } from '../errors/domain-error.js';
import { ACCESS, type Caller, type Role } from './caller.js';
import { TokenVerifier } from './tokens.js';

const NOT_AUTHENTICATED = 'Send a valid token in the header "Authorization: Bearer …".';

/** Decides for every route who may use it, from the rule the route declares. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
    const rule = this.reflector.getAllAndOverride<'public' | Role[] | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    const caller = await this.callerOf(request.headers.authorization);
    if (caller) request.caller = caller;
    if (rule === 'public') return true;
    if (!caller) throw new DomainError('unauthenticated', 'not_authenticated', NOT_AUTHENTICATED);
    if (!rule?.includes(caller.role)) {
      throw new DomainError('forbidden', 'not_allowed', `The role ${caller.role} may not do this.`);
    }
    return true;
  }

  private async callerOf(header: string | undefined): Promise<Caller | undefined> {
    if (header === undefined) return undefined;
    const token = /^Bearer ([\w.-]+)$/i.exec(header)?.[1];
    try {
      if (token) return await this.tokens.verify(token);
    } catch (error) {
      if (error instanceof Unavailable) throw error;
      // Falls through: what exactly is wrong with a token is not told to strangers.
    }
    throw new DomainError('unauthenticated', 'not_authenticated', NOT_AUTHENTICATED);
  }
}
