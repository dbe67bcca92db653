import type { HttpAnswer } from './http-answer.js';
import type { Operation } from './openapi.js';
import type { ResponseSchemas } from './response-schemas.js';

/** What no answer may hold: places in the code, paths of the machine, SQL and the names of what runs beneath. */
const LEAKS =
  /node_modules|\\n\s+at |\.(?:ts|js|mjs):\d|\/(?:home|root|usr|work|dist|apps|libs)\/|SELECT .+ FROM|INSERT INTO|SQL syntax|SQLSTATE|\bER_[A-Z]+_|prisma|mariadb|\bE(?:CONN|PIPE|TIMEDOUT)|"stack"/;

/** Refusals that every operation may give, whatever its documentation says. */
const GENERAL = new Set([
  ...['invalid_request', 'malformed_request', 'not_authenticated', 'not_allowed', 'not_found', 'method_not_allowed'],
  ...['payload_too_large', 'uri_too_long', 'unsupported_media_type', 'rate_limited', 'request_header_fields_too_large'],
]);

/** Refusals given before anybody knows who asks. */
const BEFORE_AUTHENTICATION = new Set([
  'not_authenticated',
  'not_allowed',
  'malformed_request',
  'not_found',
  ...GENERAL,
]);
BEFORE_AUTHENTICATION.delete('invalid_request');

const BUSY = new Set(['overloaded', 'hotel_inventory_unavailable', 'database_unavailable']);

/** The code of a refusal; `2xx` for what was done, and the bare status for what came without a code. */
export function codeOf({ status, text }: HttpAnswer): string {
  if (status < 400) return '2xx';
  try {
    return (JSON.parse(text) as { code?: string }).code ?? String(status);
  } catch {
    return String(status);
  }
}

export function passedAuthentication(answer: HttpAnswer): boolean {
  const code = codeOf(answer);
  return !BEFORE_AUTHENTICATION.has(code) && !/^\d+$/.test(code);
}

/** Whether the machine had too much to do just then: such an answer says nothing of the request, which is sent again. */
export function isBusy(answer: HttpAnswer): boolean {
  // An answer to HEAD has no body to tell by.
  const isSaid = BUSY.has(codeOf(answer)) || answer.text === '';
  return answer.status === 503 && isSaid && answer.headers['retry-after'] !== undefined;
}

/** What is wrong with an answer; `[]` as a rule. */
export function complaintsAbout(answer: HttpAnswer, operation: Operation, schemas: ResponseSchemas): string[] {
  const { status } = answer;
  if (status >= 500) return [`answered ${status}: ${answer.text.slice(0, 300)}`];
  const leak = status >= 400 ? LEAKS.exec(answer.text + JSON.stringify(answer.headers))?.[0] : undefined;
  const told = leak === undefined ? [] : [`tells what it should not: ${leak}`];
  if (status >= 400) return [...told, ...problemFaults(answer, operation)];
  return [...told, ...schemas.faultsOf(answer, operation)];
}

/** What is wrong with an answer to octets that may be no HTTP: whatever is refused is refused with a 4xx. */
export function complaintsAboutRaw(answers: HttpAnswer[]): string[] {
  return answers.flatMap(({ status, headers, text }) => [
    ...(status >= 500 && status !== 505 && !isBusy({ status, headers, text })
      ? [`answered ${status}: ${text.slice(0, 300)}`]
      : []),
    ...(status >= 400 && LEAKS.test(text) ? [`tells what it should not: ${text.slice(0, 300)}`] : []),
  ]);
}

function problemFaults({ status, headers, text }: HttpAnswer, operation: Operation): string[] {
  if (!headers['content-type']?.startsWith('application/problem+json')) {
    return [`${status} as ${headers['content-type'] ?? 'nothing'}: ${text.slice(0, 200)}`];
  }
  const problem = JSON.parse(text) as Record<string, unknown>;
  const code = String(problem['code']);
  const described = operation.responses[String(status)]?.description ?? '';
  const isNamed = GENERAL.has(code) || new RegExp(`\\b${code}\\b`).test(described);
  return [
    ...(problem['status'] === status ? [] : [`is ${status} and says ${String(problem['status'])}`]),
    ...(problem['requestId'] === headers['x-request-id'] ? [] : ['has another requestId than X-Request-Id']),
    ...(isNamed ? [] : [`refuses with ${status} ${code}, which the document does not name`]),
  ];
}
