import { createHash, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit, Optional } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collectDefaultMetrics } from 'prom-client';
import { DomainError } from '../errors/domain-error.js';
import { problemCodeOf, sendProblem } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';
import '../http/admit-requests.js';
import { CUTS } from '../http/connection.js';
import '../http/connections.js';
import { isProbe } from '../http/probes.js';
import { sharedAnswer } from '../http/shared-answer.js';
import { Metrics } from './metrics.js';

const METRICS_ROUTE = '/metrics';
/** To write some thousand lines takes as long as many requests: whoever asks again so soon gets the same page. */
const FRESH_MS = 1_000;
/** Given: only who brings it as a bearer token may see the metrics. */
export const METRICS_TOKEN = Symbol('the token of the metrics');

/** From an answer out of memory to the longest that a client waits. */
const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5];
/** In place of a route, which nobody has looked for. */
const REFUSED_AT_DOOR = 'refused at the door';
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Rate, errors and duration of every route, and `GET /metrics`: beside the guards and limits of the app's routes. */
@Injectable()
export class HttpMetrics implements OnModuleInit {
  private readonly requests;
  private readonly durations;
  private readonly problems;
  private readonly inFlight;
  private readonly dropped;
  private readonly cut;
  private readonly overdue;
  /** By method, since the last page was made: a counter with labels takes longer than the whole refusal may. */
  private readonly refusedAtDoor = new Map<string, number>();
  private readonly page = sharedAnswer(FRESH_MS, () => {
    this.addRefusedAtDoor();
    return this.metrics.render();
  });

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    private readonly metrics: Metrics,
    @Optional() @Inject(METRICS_TOKEN) private readonly token?: string,
  ) {
    collectDefaultMetrics({ register: metrics.registry });
    const labels = { method: [], route: [], status: [] };
    this.requests = metrics.counter(
      'staylock_http_requests_total',
      'Requests by route template and status; status "aborted" when the client left before the answer',
      labels,
    );
    this.durations = metrics.histogram(
      'staylock_http_request_duration_seconds',
      'Time from the request to the end of the answer; status as its class, such as 2xx',
      BUCKETS_S,
      labels,
    );
    this.problems = metrics.counter('staylock_http_problems_total', 'Refusals and failures by their code', {
      code: ['internal_error', 'database_unavailable', 'overloaded', 'rate_limited'],
    });
    this.inFlight = metrics.gauge('staylock_http_requests_in_flight', 'Requests that are being answered');
    this.inFlight.set(0);
    this.dropped = metrics.counter(
      'staylock_http_connections_dropped_total',
      'Connections closed unheard, as there were too many',
    );
    this.cut = metrics.counter(
      'staylock_http_connections_cut_total',
      'Connections ended for what their client does: too many of one address, too many requests ahead of their answers, ' +
        'answers that are not read, requests that are never done, going on after 429',
      { reason: CUTS },
    );
    this.overdue = metrics.counter(
      'staylock_http_requests_overdue_total',
      'Requests that were under way for longer than any should be, and are counted no more: a fault of the app',
    );
  }

  onModuleInit(): void {
    const fastify = this.host.httpAdapter.getInstance();
    fastify.addHook('onRequest', (request, reply, done) => {
      if (!isProbe(request)) this.watch(request, reply);
      done();
    });
    // Also comes for what was refused before the hook above had its turn, and for who has gone, who is counted already.
    fastify.addHook('onResponse', (request, reply, done) => {
      if (reply.raw.writableFinished && !isProbe(request)) {
        const status = reply.raw.statusCode;
        this.record(request, reply, String(status), `${String(status)[0]}xx`);
      }
      done();
    });
    fastify.server.on('drop', () => this.dropped.inc());
    fastify.connections.onCut = (reason) => this.cut.inc({ reason });
    fastify.admission.onOverdue = () => this.overdue.inc();
    fastify.admission.onRefusedAtDoor = (method) => {
      const label = methodLabel(method);
      this.refusedAtDoor.set(label, (this.refusedAtDoor.get(label) ?? 0) + 1);
    };
    this.metrics.gauge('staylock_http_requests_waiting', 'Requests that wait for their turn', [], (gauge) =>
      gauge.set(fastify.admission.waiting),
    );
    fastify.get(METRICS_ROUTE, (request, reply) => this.answer(request, reply));
  }

  private watch(request: FastifyRequest, reply: FastifyReply): void {
    this.inFlight.inc();
    reply.raw.once('close', () => {
      this.inFlight.dec();
      if (!reply.raw.writableFinished) this.record(request, reply, 'aborted', 'aborted');
    });
  }

  private record(request: FastifyRequest, reply: FastifyReply, status: string, statusClass: string): void {
    const route = request.routeOptions.url ?? 'unmatched';
    const method = methodLabel(request.method);
    this.requests.inc({ method, route, status });
    this.durations.observe({ method, route, status: statusClass }, reply.elapsedTime / 1_000);
    const code = problemCodeOf(reply);
    if (code !== undefined) this.problems.inc({ code });
  }

  private addRefusedAtDoor(): void {
    for (const [method, count] of this.refusedAtDoor) {
      this.requests.inc({ method, route: REFUSED_AT_DOOR, status: '503' }, count);
      this.problems.inc({ code: 'overloaded' }, count);
    }
    this.refusedAtDoor.clear();
  }

  private async answer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    if (this.token !== undefined && !isSame(request.headers.authorization ?? '', `Bearer ${this.token}`)) {
      const refusal = new DomainError('unauthenticated', 'not_authenticated', 'Send the token of the metrics.');
      void reply.header('WWW-Authenticate', 'Bearer');
      return sendProblem(reply, problemOf(refusal, request.id));
    }
    void reply.header('Content-Type', this.metrics.registry.contentType);
    await reply.send(await this.page());
  }
}

/** Unknown routes are asked for with anything. */
function methodLabel(method = ''): string {
  return METHODS.has(method) ? method : 'OTHER';
}

/** In the same time whatever is wrong. */
function isSame(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
