import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';
import type { PlatformEnv } from '../platform-env.js';
import { within } from '../within.js';

/** A collector that is gone must not hold up the end of the process. */
const FLUSH_WITHIN_MS = 2_000;

/**
 * Sends the process' spans to the collector that the environment names; without one nothing is traced. Answers with
 * what sends the last spans before the process ends.
 */
export function startTracing(app: string, env: PlatformEnv): () => Promise<void> {
  if (env.OTEL_EXPORTER_OTLP_ENDPOINT === undefined) return () => Promise.resolve();
  const url = `${env.OTEL_EXPORTER_OTLP_ENDPOINT.replace(/\/$/, '')}/v1/traces`;
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': app, 'service.namespace': 'staylock' }),
    sampler: samplerOf(env.OTEL_TRACES_SAMPLER_ARG),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return () => within(FLUSH_WITHIN_MS, provider.shutdown()).catch(() => undefined);
}

/**
 * By the trace's id, so that all apps decide alike. Also where the caller wants to be traced: the ratio is ours to
 * choose, not a stranger's.
 */
function samplerOf(ratio: number): ParentBasedSampler {
  const root = new TraceIdRatioBasedSampler(ratio);
  return new ParentBasedSampler({ root, remoteParentSampled: root });
}
