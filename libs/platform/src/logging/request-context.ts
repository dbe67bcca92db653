import { AsyncLocalStorage } from 'node:async_hooks';
import { v4 as uuid } from 'uuid';
import { currentTraceId } from '../tracing/spans.js';

interface RequestContext {
  requestId: string;
}

/** Ids that we take over from a caller; anything else could forge log lines or headers. */
const ACCEPTED = /^[A-Za-z0-9_-]{8,64}$/;

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` under a request id, which its log lines, calls and events then carry. */
export function withRequestId<T>(requestId: string, work: () => T): T {
  return storage.run({ requestId }, work);
}

/** The id of the request under way; a new one outside of any. */
export function currentRequestId(): string {
  return storage.getStore()?.requestId ?? uuid();
}

export function requestIdFrom(header: unknown): string {
  return typeof header === 'string' && ACCEPTED.test(header) ? header : uuid();
}

/** What every log line of the request carries. A new object each time: pino writes the line's own fields into it. */
export function logContext(): object {
  const traceId = currentTraceId();
  return { ...storage.getStore(), ...(traceId === undefined ? {} : { traceId }) };
}
