/** Fits the path of a route, with or without a query. `url` is as Fastify writes it, with `:name` for parameters. */
export function routePath(url: string): RegExp {
  const literally = url.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literally.replace(/:\w+/g, '[^/?]+')}(\\?|$)`);
}
