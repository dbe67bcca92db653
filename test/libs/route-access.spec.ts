import { Controller, Get, Module, Post, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { loadPackage } from '@nestjs/common/internal.js';
import { DiscoveryModule, DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Access, parseEnv, PlatformEnv, PlatformModule, PublicAccess } from '#platform';
import { AppModule as BookingModule } from '../../apps/booking/src/app.module.js';
import { BookingEnv } from '../../apps/booking/src/env.js';
import { AppModule as InventoryModule } from '../../apps/hotel-inventory/src/app.module.js';
import { InventoryEnv } from '../../apps/hotel-inventory/src/env.js';
import { AppModule as NotificationModule } from '../../apps/notification/src/app.module.js';
import { NotificationEnv } from '../../apps/notification/src/env.js';
import { ACCESS } from '../../libs/platform/src/auth/caller.js';
import { serveDocs } from '../../libs/platform/src/http/http-app.js';
import { createApp } from '../support/app.js';

/** Nothing is asked of them: the apps are put together and never listen. */
const VARIABLES = {
  ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', REDIS_URL: 'redis://127.0.0.1:1' },
  ...{ AUTH_SECRET: 'u'.repeat(32), SERVICE_AUTH_SECRET: 's'.repeat(32) },
  ...{ BOOKING_DATABASE_URL: 'mysql://u:p@127.0.0.1:1/b', INVENTORY_DATABASE_URL: 'mysql://u:p@127.0.0.1:1/i' },
  ...{ HOTEL_INVENTORY_URL: 'http://127.0.0.1:1', SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'a@example.org' },
};

@Controller('sample')
class SampleController {
  @Get('open')
  @PublicAccess()
  open() {
    return {};
  }

  @Post('closed/:id')
  @Access('staff')
  closed() {
    return {};
  }

  @Get('forgotten')
  forgotten() {
    return {};
  }
}

@Controller('all-open')
@PublicAccess()
class OpenController {
  @Get()
  list() {
    return {};
  }
}

@Module({ controllers: [SampleController, OpenController] })
class SampleModule {}

@Module({})
class WholeModule {}

interface Routes {
  /** What Fastify's router answers. */
  served: string[];
  /** Those of them whose handler or controller declares who may use them. */
  declared: string[];
}

/** Open to everybody on purpose, beside the controllers: who may see the metrics is said by METRICS_TOKEN. */
const RAW_AND_OPEN = [
  ...['/metrics', '/docs', '/docs/', '/docs/*', '/docs/index.html', '/docs/LICENSE', '/docs/json', '/docs-yaml'],
  ...['/docs/swagger-ui-init.js', '/docs/docs/swagger-ui-init.js'],
].map((path) => `GET ${path}`);

/** The routes of an app as it serves them, beside those that declare a rule. */
async function routesOf(
  name: string,
  module: object,
  env: PlatformEnv,
  addTo: (fastify: FastifyInstance) => void = () => undefined,
): Promise<Routes> {
  const app = await createApp(name, { module: WholeModule, imports: [module as never, DiscoveryModule] }, env, []);
  serveDocs(app, { name, title: name, description: name });
  const fastify = app.getHttpAdapter().getInstance();
  addTo(fastify);
  await app.init();
  await fastify.ready();
  const routes = { served: servedBy(fastify), declared: declaredIn(app) };
  await app.close();
  return routes;
}

/** From the router's own tree, in which each line adds to the path of the line above that it is indented from. */
function servedBy(fastify: FastifyInstance): string[] {
  const parents: string[] = [];
  return fastify
    .printRoutes({ commonPrefix: false })
    .split('\n')
    .flatMap((line) => {
      const [, indent, part, methods] = /^(.*)[├└]── (.*) \(([A-Z, ]+)\)$/.exec(line) ?? [];
      if (indent === undefined || part === undefined || methods === undefined) return [];
      const depth = indent.length / 4;
      const path = `${depth === 0 ? '' : parents[depth - 1]}${part}`;
      parents[depth] = path;
      return methods.split(', ').map((method) => `${method} ${path}`);
    });
}

function declaredIn(app: NestFastifyApplication): string[] {
  const reflector = app.get(Reflector);
  const scanner = new MetadataScanner();
  return app
    .get(DiscoveryService)
    .getControllers()
    .flatMap(({ instance, metatype }) => {
      if (!instance || !metatype) return [];
      const prototype = Object.getPrototypeOf(instance) as Record<string, () => unknown>;
      return scanner.getAllMethodNames(prototype).flatMap((name) => {
        const handler = prototype[name];
        if (!handler || Reflect.getMetadata(METHOD_METADATA, handler) === undefined) return [];
        if (reflector.getAllAndOverride(ACCESS, [handler, metatype as never]) === undefined) return [];
        const method = RequestMethod[Reflect.getMetadata(METHOD_METADATA, handler) as number];
        return pathsOf(metatype, handler).map((path) => `${method} ${path}`);
      });
    });
}

function pathsOf(controller: object, handler: object): string[] {
  const own = [Reflect.getMetadata(PATH_METADATA, controller) as string | string[]].flat();
  const [path] = [Reflect.getMetadata(PATH_METADATA, handler) as string | string[]].flat();
  return own.map((prefix) => `/${[prefix, path].join('/')}`.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1'));
}

/** Served routes for which nobody has said who may use them. HEAD goes with its GET. */
function withoutRule({ served, declared }: Routes): string[] {
  const known = new Set(declared.flatMap((route) => [route, route.replace(' ', ' /api/v1')]));
  return served.filter((route) => {
    const asked = route.replace(/^HEAD /, 'GET ');
    return !known.has(asked) && !RAW_AND_OPEN.includes(asked);
  });
}

/** In place of @fastify/static, whose parts Jest cannot load on Node 20: all files of the docs are one route. */
const filesOfDocs = async (fastify: FastifyInstance, { prefix }: { prefix: string }) => {
  fastify.get(`${prefix}/*`, () => undefined);
};

describe('every route says who may use it:', () => {
  beforeAll(() => loadPackage('@fastify/static', 'the docs', async () => filesOfDocs));

  const booking = parseEnv(BookingEnv, VARIABLES);
  const inventory = parseEnv(InventoryEnv, VARIABLES);
  const notification = parseEnv(NotificationEnv, VARIABLES);

  it.each<[string, () => object, PlatformEnv, string[]]>([
    ['booking', () => BookingModule.forRoot(booking), booking, ['POST /api/v1/bookings', 'GET /health/live']],
    [
      'hotel-inventory',
      () => InventoryModule.forRoot(inventory),
      inventory,
      ['POST /api/v1/holds/releases', 'GET /api/v1/availability', 'GET /health/live'],
    ],
    ['notification', () => NotificationModule.forRoot(notification), notification, ['GET /health/live']],
  ])('%s', async (name, module, env, someOfThem) => {
    const routes = await routesOf(name, module(), env);
    expect(routes.served).toEqual(expect.arrayContaining([...someOfThem, ...RAW_AND_OPEN]));
    expect(withoutRule(routes)).toEqual([]);
  });

  it('and one that does not is found, also beside the controllers', async () => {
    const env = parseEnv(PlatformEnv, VARIABLES);
    const platform = PlatformModule.forRoot('sample', env, { inject: [], useFactory: () => [] });
    const sample = { module: SampleModule, imports: [platform] };
    const routes = await routesOf('sample', sample, env, (fastify) => {
      fastify.get('/metrics/raw', () => ({}));
      fastify.post('/metrics', () => ({}));
    });
    expect(withoutRule(routes).sort()).toEqual([
      'GET /api/v1/sample/forgotten',
      'GET /metrics/raw',
      'HEAD /api/v1/sample/forgotten',
      'HEAD /metrics/raw',
      'POST /metrics',
    ]);
  });
});
