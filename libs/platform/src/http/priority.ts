import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';

/**
 * In which order requests are served when more come than can be done: what ends a booking that was begun (confirm,
 * cancel), then what begins one, then reads of known callers, then strangers.
 */
export const PRIORITIES = ['finish', 'create', 'read', 'anonymous'] as const;
export type Priority = (typeof PRIORITIES)[number];

declare module 'fastify' {
  interface FastifyContextConfig {
    priority?: Priority;
  }
}

/** The priority of a route where its method says too little: without it a GET is a `read`, anything else a `create`. */
export function ServedAs(priority: Priority): MethodDecorator {
  return RouteConfig({ priority });
}

/**
 * `isKnown` says whether the caller has a token. Before it was verified any header will do: a flood of bad ones is
 * refused by the limit of the address, and nobody gets a slot by it.
 */
export function priorityOf({ method, routeOptions }: FastifyRequest, isKnown: boolean): Priority {
  if (!isKnown) return 'anonymous';
  return routeOptions.config.priority ?? (method === 'GET' || method === 'HEAD' ? 'read' : 'create');
}
