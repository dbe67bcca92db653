import { isIP } from 'node:net';
import { NAMED_RANGES } from './trusted-addresses.js';

const RANGES = Object.keys(NAMED_RANGES);

/** What is wrong with TRUST_PROXY. */
export function proxiesProblem(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((proxy) => RANGES.includes(String(proxy)) || isRange(String(proxy)))
    ? undefined
    : `must be addresses or ranges like 10.0.0.0/8,fd00::/8, or of ${RANGES.join(', ')}`;
}

/** What is wrong with CORS_ORIGINS. */
export function originsProblem(value: unknown): string | undefined {
  return Array.isArray(value) && value.every((origin) => isOrigin(String(origin)))
    ? undefined
    : 'must be origins like https://www.example.com,https://example.com:8443, without a path';
}

const MIN_METRICS_TOKEN = 16;

/** What is wrong with METRICS_TOKEN. The page tells strangers when the app is weakest. */
export function metricsTokenProblem(value: unknown, { NODE_ENV }: { NODE_ENV: string }): string | undefined {
  if (value === undefined) {
    return NODE_ENV === 'production'
      ? 'is required with NODE_ENV=production: openssl rand -hex 32 makes one; give the same to Prometheus, as the bearer token of its scrapes'
      : undefined;
  }
  return typeof value === 'string' && value.length >= MIN_METRICS_TOKEN
    ? undefined
    : `must have at least ${MIN_METRICS_TOKEN} characters: openssl rand -hex 32 makes one`;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  // 0 bits would believe everybody.
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}

function isOrigin(text: string): boolean {
  if (text.includes('*') || !URL.canParse(text)) return false;
  const { protocol, origin } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && origin === text;
}
