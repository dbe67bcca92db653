import type { FastifyRequest } from 'fastify';

/** Whether an operator's probe is asking: how the app is must be told above all when it has too much to do. */
export function isProbe({ routeOptions: { url } }: FastifyRequest): boolean {
  return isProbePath(url);
}

export function isProbePath(url: string | undefined): boolean {
  return url !== undefined && (url.startsWith('/health/') || url === '/metrics');
}
