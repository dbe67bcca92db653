/** Which methods there are at a path: asked only when there is none for a request. */
export class KnownRoutes {
  private readonly routes: { methods: string[]; parts: string[] }[] = [];

  /** `url` as Fastify writes it, with `:name` for parameters. What ends in `*` is no single path. */
  add(methods: string | string[], url: string): void {
    if (!url.includes('*')) this.routes.push({ methods: [methods].flat(), parts: url.split('/') });
  }

  methodsAt(url: string): string[] {
    const parts = (url.split('?', 1)[0] ?? '').split('/');
    const found = this.routes.filter((route) => fits(route.parts, parts)).flatMap(({ methods }) => methods);
    return [...new Set(found)].sort();
  }
}

function fits(route: string[], path: string[]): boolean {
  return (
    route.length === path.length &&
    route.every((part, index) => (part.startsWith(':') ? path[index] !== '' : part === path[index]))
  );
}
