import { routePath } from './route-path.js';

/** Which methods there are at a path: asked only when there is none for a request. */
export class KnownRoutes {
  private readonly routes: { methods: string[]; path: RegExp }[] = [];

  /** `url` as Fastify writes it. What ends in `*` is no single path. */
  add(methods: string | string[], url: string): void {
    if (!url.includes('*')) this.routes.push({ methods: [methods].flat(), path: routePath(url) });
  }

  methodsAt(url: string): string[] {
    const found = this.routes.filter(({ path }) => path.test(url)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}
