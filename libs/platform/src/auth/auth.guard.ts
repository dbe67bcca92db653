import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { notAuthenticated } from './authentication.js';
import { ACCESS, type Role } from './caller.js';

/** Decides for every route who may use it, from the rule the route declares. `Authentication` says who is calling. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext): boolean {
    const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
    const rule = this.reflector.getAllAndOverride<'public' | Role[] | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (rule === 'public') return true;
    if (!caller) throw notAuthenticated();
    if (!rule?.includes(caller.role)) {
      throw new DomainError('forbidden', 'not_allowed', `The role ${caller.role} may not do this.`);
    }
    return true;
  }
}
