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
  cacheControl: string | undefined;
  text: string;
}

/** HAProxy's page of its own: the replica died, hung, or none was ready. No app has such a page. */
const BALANCER_PAGE = /^<html><body><h1>(502 Bad Gateway|503 Service Unavailable|504 Gateway Time-out)<\/h1>/;

/** Reads an answer as clients do, and says what is wrong with it. */
export function answerOf(received: Received, ms: number, requestId: string): ClientAnswer {
  const { status, retryAfter } = received;
  const json = jsonOf(received);
  const body = json ?? {};
  const failed = status >= 500;
  const isBalancer = json === undefined && isBalancers(received);
  const code = isBalancer ? 'balancer' : typeof body['code'] === 'string' ? body['code'] : '';
  const answer = { status, code, name: `${status} ${code}`.trim(), failed, body, ms, requestId };
  const finding = isBalancer ? undefined : json ? findingIn(status, code, retryAfter) : `${status} that is no JSON`;
  return finding === undefined ? answer : { ...answer, finding };
}

/** Undefined for what is none. */
function jsonOf({ contentType, text }: Received): Record<string, unknown> | undefined {
  if (!/^application\/(problem\+)?json/.test(contentType)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function isBalancers({ status, contentType, cacheControl, text }: Received): boolean {
  const [, title] = BALANCER_PAGE.exec(text) ?? [];
  const isPage = contentType === 'text/html' && cacheControl === 'no-cache';
  return isPage && title?.startsWith(String(status)) === true;
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
  if (status >= 400 && code === '') return `${status} without a code`;
  return undefined;
}
