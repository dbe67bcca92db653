/** What a client got to one request. */
export interface ClientAnswer {
  /** 0 when the connection broke. */
  status: number;
  /** `503 database_unavailable`, `502 balancer`, `ECONNRESET`. */
  name: string;
  /** 5xx, or no answer: nothing is known of what became of the request. */
  failed: boolean;
  code: string;
  body: Record<string, unknown>;
  ms: number;
  requestId: string;
  /** Why this answer must never be given. */
  finding?: string;
}

interface Received {
  status: number;
  contentType: string;
  retryAfter: string | undefined;
  text: string;
}

/** Reads an answer as clients do, and says what is wrong with it. */
export function answerOf(received: Received, ms: number, requestId: string): ClientAnswer {
  const { status, contentType, retryAfter, text } = received;
  const isJson = /^application\/(problem\+)?json/.test(contentType);
  const body = isJson && text !== '' ? (JSON.parse(text) as Record<string, unknown>) : {};
  const failed = status >= 500;
  // What is no JSON is the balancer's own answer: the replica died, or none was ready.
  const code = typeof body['code'] === 'string' ? body['code'] : status < 400 ? '' : 'balancer';
  const answer = { status, code, name: `${status} ${code}`.trim(), failed, body, ms, requestId };
  const finding = isJson ? findingIn(status, code, retryAfter) : undefined;
  return finding === undefined ? answer : { ...answer, finding };
}

/** No answer came. */
export function brokenAnswer(error: unknown, ms: number, requestId: string): ClientAnswer {
  const { code, name } = error as { code?: string; name?: string };
  const kind = code ?? name ?? 'unknown failure';
  return { status: 0, code: kind, name: kind, failed: true, body: {}, ms, requestId };
}

function findingIn(status: number, code: string, retryAfter: string | undefined): string | undefined {
  if (status === 503 && retryAfter === undefined) return `503 ${code} without Retry-After`;
  if (status >= 500 && status !== 503) return `${status} ${code}`;
  return undefined;
}
