import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RequestMethod } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import { sendProblem } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';
import { Draining } from '../health/health.js';
import { createLogs, NestPinoLogger } from '../logging/logger.js';
import { requestIdFrom, withRequestId } from '../logging/request-context.js';
import type { PlatformEnv } from '../platform-env.js';
import { traceIdOf, traceRequests } from '../tracing/request-spans.js';
import { startTracing } from '../tracing/tracing.js';
import { within } from '../within.js';
import { guardEdge } from './guard-edge.js';
import { KnownRoutes } from './known-routes.js';
import { withProblems } from './problem-docs.js';
import { serverOptions } from './server-options.js';

/** Longer than any request or job of ours takes; what runs the apps must be at least as patient before it kills. */
const SHUTDOWN_LIMIT_MS = 75_000;

/**
 * How many new connections may wait while the process is busy: as many as Linux allows. A client beyond that has to
 * connect again, after one second, then three, then seven: longer than any answer of ours takes.
 */
const BACKLOG = 4_096;

/** Nest would take forms as well; Fastify's own parser for JSON is the only one we want. */
export const JSON_ONLY = { bodyParser: false };

export interface AppDescription {
  name: string;
  title: string;
  description: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The ids of the requests for which this one is made, where it is made for many: they stand in its line of the log. */
    parts?: string[];
  }
}

/** The HTTP server that every app starts from. Requests get an id, which comes back as `X-Request-Id`. */
export function createHttpAdapter(name: string, env: PlatformEnv): { adapter: FastifyAdapter; logger: NestPinoLogger } {
  const { log, requestLog } = createLogs(name, env.LOG_LEVEL);
  const adapter = new FastifyAdapter({
    ...serverOptions(env),
    loggerInstance: log,
    // Not one of its own for every request: the request's id is in each line anyway.
    childLoggerFactory: () => log,
    // One line per request is written below, with less in it.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: (request: IncomingMessage) => requestIdFrom(request.headers['x-request-id']),
    // Idle keep-alive connections would otherwise hold the process at shutdown.
    forceCloseConnections: 'idle',
    // What comes while the app stops is answered like everything else: Fastify's own 503 would be no problem document.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    // What is refused before there is a route, such as a path that is no UTF-8: Nest's filter does not see it.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      void reply.header('X-Request-Id', request.id);
      sendProblem(reply, problemOf(error, request.id));
    },
  });
  const fastify = adapter.getInstance();
  takeJsonOnly(fastify);
  const knownRoutes = new KnownRoutes();
  fastify.decorate('knownRoutes', knownRoutes);
  fastify.addHook('onRoute', ({ method, url }) => knownRoutes.add(method, url));
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.header('X-Request-Id', request.id);
    withRequestId(request.id, done);
  });
  guardEdge(fastify, env);
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT !== undefined) traceRequests(fastify);
  fastify.addHook('onResponse', (request, reply, done) => {
    if (request.shed) return done();
    const { method, routeOptions } = request;
    if (routeOptions.url === '/metrics') return done();
    requestLog.info(
      {
        requestId: request.id,
        ...(request.parts === undefined ? {} : { parts: request.parts }),
        traceId: traceIdOf(request),
        method,
        route: routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'request',
    );
    done();
  });
  return { adapter, logger: new NestPinoLogger(log) };
}

/** Many clients send the type of a body with every request, also where they send none: that is then no body at all. */
function takeJsonOnly(fastify: FastifyInstance): void {
  fastify.removeContentTypeParser('text/plain');
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null);
    else void parse(request, body, done);
  });
}

/** Routes under `/api/v1`, health beside them. */
export function configureRoutes(app: NestFastifyApplication): void {
  app.setGlobalPrefix('api/v1', { exclude: [{ path: 'health/{*path}', method: RequestMethod.ALL }] });
}

/** OpenAPI at `/docs`. */
export function serveDocs(app: NestFastifyApplication, description: AppDescription): void {
  const config = new DocumentBuilder()
    .setTitle(description.title)
    .setDescription(description.description)
    .setVersion('1')
    .addBearerAuth()
    .build();
  const document = () => withProblems(SwaggerModule.createDocument(app, config));
  SwaggerModule.setup('docs', app, document, { jsonDocumentUrl: 'docs/json' });
}

/** Creates the app, listens, and stops in order on SIGTERM and SIGINT. */
export async function runHttpApp(module: object, env: PlatformEnv, description: AppDescription): Promise<void> {
  const stopTracing = startTracing(description.name, env);
  const { adapter, logger } = createHttpAdapter(description.name, env);
  const app = await NestFactory.create<NestFastifyApplication>(module as never, adapter, { logger, ...JSON_ONLY });
  configureRoutes(app);
  if (env.DOCS ?? env.NODE_ENV !== 'production') serveDocs(app, description);
  sendAwayWhileDraining(app);
  stopOnSignal(app, env.SHUTDOWN_DELAY_MS, logger, stopTracing);
  await app.listen({ port: env.PORT, host: env.HOST, backlog: BACKLOG });
  logger.log({ msg: 'listening', url: await app.getUrl() });
}

/** While it drains, each answer ends its connection: whoever keeps it would send the next request into the closing app. */
function sendAwayWhileDraining(app: NestFastifyApplication): void {
  const draining = app.get(Draining);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', (_request, reply, _payload, done) => {
      if (draining.started) void reply.header('Connection', 'close');
      done();
    });
}

function stopOnSignal(
  app: NestFastifyApplication,
  delayMs: number,
  logger: NestPinoLogger,
  stopTracing: () => Promise<void>,
): void {
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    app.get(Draining).started = true;
    await sleep(delayMs);
    // What hangs, such as a connection to a server that has gone, must not keep the process alive.
    const closed = await within(
      SHUTDOWN_LIMIT_MS,
      app.close().then(() => true),
    ).catch((error: unknown) => {
      logger.error(error);
      return false;
    });
    await stopTracing();
    logger.log('stopped');
    process.exit(closed ? 0 : 1);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
}
