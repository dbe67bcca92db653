import { HttpException } from '@nestjs/common';
import { isDatabaseUnavailable } from '#database';
import { DomainError, type ErrorKind, TooMany, Unavailable } from './domain-error.js';

/** A problem document as of RFC 9457, with our members. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  requestId: string;
  [member: string]: unknown;
}

const STATUS: Record<ErrorKind, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  unprocessable: 422,
  too_many: 429,
  unavailable: 503,
};

const TITLES: Record<number, string> = {
  400: 'Bad request',
  401: 'Not authenticated',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  408: 'Request timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Payload too large',
  414: 'URI too long',
  415: 'Unsupported media type',
  417: 'Expectation failed',
  422: 'Unprocessable',
  429: 'Too many requests',
  431: 'Request header fields too large',
  500: 'Internal error',
  503: 'Unavailable',
};

const DATABASE_DOWN = new Unavailable('database_unavailable', 'The database cannot be reached; try again shortly.');

/** Turns whatever was thrown into what the caller is told. An unknown cause says nothing of itself. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof DomainError) {
    return problem(STATUS[error.kind], error.code, error.detail, requestId, error.members);
  }
  if (isDatabaseUnavailable(error)) return problemOf(DATABASE_DOWN, requestId);
  const refusal = refusalOf(error);
  if (refusal) return problem(refusal.status, refusal.code, refusal.detail, requestId);
  return problem(
    500,
    'internal_error',
    'Something went wrong here. Quote the requestId when you report it.',
    requestId,
  );
}

export function retryAfterOf(error: unknown): number | undefined {
  if (error instanceof Unavailable || error instanceof TooMany) return error.retryAfterSeconds;
  return isDatabaseUnavailable(error) ? DATABASE_DOWN.retryAfterSeconds : undefined;
}

/** Of the framework's own words those that repeat the path, which may be long, and is anything that somebody sent. */
const DETAILS: Record<string, string> = {
  FST_ERR_BAD_URL: 'The path cannot be read: percent-encode it as UTF-8.',
  FST_ERR_MAX_PARAM_LENGTH: 'A part of the path is longer than anything that could stand there.',
};

/** Refusals by the framework: unknown routes, unreadable bodies, wrong media types, and by the readiness check. */
function refusalOf(error: unknown): { status: number; code: string; detail: string } | undefined {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown } | null)?.statusCode;
  const notReady = error instanceof HttpException && status === 503;
  if (typeof status !== 'number' || status < 400 || (status >= 500 && !notReady)) return undefined;
  const title = TITLES[status] ?? 'Bad request';
  const code = status === 400 ? 'malformed_request' : title.toLowerCase().replaceAll(' ', '_');
  const known = DETAILS[String((error as { code?: unknown }).code)];
  return { status, code, detail: known ?? (error instanceof Error ? error.message : title) };
}

function problem(
  status: number,
  code: string,
  detail: string,
  requestId: string,
  members: Readonly<Record<string, unknown>> = {},
): Problem {
  const title = TITLES[status] ?? 'Error';
  return { ...members, type: `urn:staylock:problem:${code}`, title, status, detail, code, requestId };
}
