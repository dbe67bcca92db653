import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import { ApiBearerAuth } from '@nestjs/swagger';
import { applyDecorators } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

export const USER_ROLES = ['guest', 'staff'] as const;
export type UserRole = (typeof USER_ROLES)[number];
export type Role = UserRole | 'service';

/** Who is calling. `userId` is the token's `sub`: the user, or the service's name. */
export interface Caller {
  userId: string;
  role: Role;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set for requests with a valid token. */
    caller: Caller | null;
  }
}

export const ACCESS = 'staylock:access';

/** The roles that may use a route. A route without a declared rule is closed to everybody. */
export function Access(...roles: [Role, ...Role[]]): MethodDecorator & ClassDecorator {
  return applyDecorators(SetMetadata(ACCESS, roles), ApiBearerAuth());
}

/** Anybody may use the route; a token, if sent, must still be valid. */
export function PublicAccess(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, 'public');
}

/** The caller; undefined only on public routes without a token. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller | undefined =>
    context.switchToHttp().getRequest<FastifyRequest>().caller ?? undefined,
);
