import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Problem, problemOf, retryAfterOf } from './problem.js';

/** The one place where errors become answers. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemOf(error, String(request.id));
    // A 503 is an answer, and probes ask often; what is not foreseen comes with its stack.
    if (problem.status === 503) this.logger.warn({ msg: 'unavailable', code: problem.code });
    else if (problem.status >= 500) this.logger.error(error);
    const retryAfter = retryAfterOf(error);
    if (retryAfter !== undefined) void reply.header('Retry-After', String(retryAfter));
    if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
    sendProblem(reply, problem);
  }
}

const codes = new WeakMap<FastifyReply, string>();

/** The code of the problem that was answered, if one was. */
export function problemCodeOf(reply: FastifyReply): string | undefined {
  return codes.get(reply);
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  codes.set(reply, problem.code);
  void reply.status(problem.status).header('Content-Type', 'application/problem+json; charset=utf-8').send(problem);
}
