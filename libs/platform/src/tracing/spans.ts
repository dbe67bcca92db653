import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { DomainError } from '../errors/domain-error.js';

/** Does nothing until `startTracing` gives it something to do. */
const tracer = trace.getTracer('staylock');

/** `CLIENT` asks another process, `PRODUCER` and `CONSUMER` are the two ends of a queue. */
interface SpanOptions {
  kind?: 'CLIENT' | 'PRODUCER' | 'CONSUMER';
  attributes?: Attributes;
}

/** Runs `work` as a span of the trace under way; just runs it where nothing is traced. */
export async function inSpan<T>(
  name: string,
  { kind, attributes = {} }: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!trace.getActiveSpan()) return work();
  const options = { kind: kind === undefined ? SpanKind.INTERNAL : SpanKind[kind], attributes };
  return tracer.startActiveSpan(name, options, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
      // A refusal is an answer. The message is left out: it may quote what a guest wrote.
      if (!(error instanceof DomainError)) span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs `work` as a span of the trace that `traceparent` tells of: one that began in another process, or earlier. */
export function continueTrace<T>(
  traceparent: string | null | undefined,
  name: string,
  options: SpanOptions,
  work: () => Promise<T>,
): Promise<T> {
  if (!traceparent) return work();
  return context.with(propagation.extract(ROOT_CONTEXT, { traceparent }), () => inSpan(name, options, work));
}

/** The `traceparent` that a job's telemetry metadata carries, as BullMQ's own OpenTelemetry library writes it. */
export function traceparentIn(metadata: string | undefined): string | undefined {
  if (metadata === undefined) return undefined;
  try {
    const { traceparent } = JSON.parse(metadata) as { traceparent?: unknown };
    return typeof traceparent === 'string' ? traceparent : undefined;
  } catch {
    return undefined;
  }
}

/** The trace under way as a job's telemetry metadata; empty where nothing is traced. */
export function jobTelemetry(): { telemetry?: { metadata: string } } {
  const traceparent = currentTraceparent();
  return traceparent === undefined ? {} : { telemetry: { metadata: JSON.stringify({ traceparent }) } };
}

/** Runs `work` outside of the trace under way, which it outlives. */
export function outsideTrace<T>(work: () => T): T {
  return context.with(ROOT_CONTEXT, work);
}

/** The trace under way as a `traceparent` (W3C Trace Context), to hand on; undefined where nothing is traced. */
export function currentTraceparent(): string | undefined {
  if (!trace.getActiveSpan()) return undefined;
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent;
}

export function currentTraceId(): string | undefined {
  return trace.getActiveSpan()?.spanContext().traceId;
}
