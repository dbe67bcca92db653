import { type ArgumentsHost, Catch, type ExceptionFilter, Logger, NotFoundException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { KnownRoutes } from '../http/known-routes.js';
import { type Problem, problemOf, retryAfterOf } from './problem.js';

declare module 'fastify' {
  interface FastifyInstance {
    knownRoutes: KnownRoutes;
  }
}

/** The one place where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(request.is404 ? nothingThere(error, request, reply) : error, String(request.id));
    // A 503 is an answer, and probes ask often; what is not foreseen comes with its stack.
    if (problem.status === 503) this.logger.warn({ msg: 'unavailable', code: problem.code });
    else if (problem.status >= 500) this.logger.error(error);
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) void reply.header('Retry-After', String(retryAfter));
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    sendProblem(reply, problem);
  }
}

/** Tells a path that is not there from a method that is not. Neither answer repeats what was asked for. */
function nothingThere(error: unknown, { server, url }: FastifyRequest, reply: FastifyReply): unknown {
  if (!(error instanceof NotFoundException)) return error;
  const methods = server.knownRoutes.methodsAt(url);
  if (methods.length === 0) return new NotFoundException('There is nothing at this path.');
  const allowed = methods.join(', ');
  void reply.header('Allow', allowed);
  return Object.assign(new Error(`At this path there are ${allowed} and no other methods.`), { statusCode: 405 });
}

const codes = new WeakMap<FastifyReply, string>();

/** The code of the problem that was answered, if one was. */
export function problemCodeOf(reply: FastifyReply): string | undefined {
  return codes.get(reply);
}

/** For answers that are written elsewhere. */
export function noteProblem(reply: FastifyReply, code: string): void {
  codes.set(reply, code);
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  noteProblem(reply, problem.code);
  void reply.status(problem.status).header('Content-Type', 'application/problem+json; charset=utf-8').send(problem);
}
