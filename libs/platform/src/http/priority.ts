import type { IncomingMessage } from 'node:http';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyRequest, RouteOptions } from 'fastify';
import { routePath } from './route-path.js';

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

/** By the caller, who is verified, and the route. */
export function priorityOf({ method = '', caller, routeOptions }: FastifyRequest): Priority {
  return caller ? (routeOptions.config.priority ?? byMethod(method)) : 'anonymous';
}

/** Tells priorities by method and path alone, where there is no route yet. */
export class PrioritiesAtDoor {
  private readonly special: { method: string; path: RegExp; priority: Priority }[] = [];

  /** A route whose method says too little. */
  add({ method, url, config }: RouteOptions): void {
    const priority = config?.priority;
    if (!priority) return;
    for (const one of [method].flat()) this.special.push({ method: one, path: routePath(url), priority });
  }

  /**
   * Any token will do here, as none is verified: a flood of bad ones is refused by the limit of the address, and nobody
   * gets a slot by it.
   */
  of({ method = '', url = '', headers }: IncomingMessage): Priority {
    if (headers.authorization === undefined) return 'anonymous';
    const special = this.special.find((route) => route.method === method && route.path.test(url));
    return special?.priority ?? byMethod(method);
  }
}

function byMethod(method: string): Priority {
  return method === 'GET' || method === 'HEAD' ? 'read' : 'create';
}
