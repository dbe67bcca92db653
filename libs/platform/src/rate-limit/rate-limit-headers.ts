/** How much one caller may ask for in a window. */
export interface RatePolicy {
  name: 'user' | 'address';
  requests: number;
  windowSeconds: number;
}

/** Where one caller stands in the window under way. */
export interface Standing {
  policy: RatePolicy;
  remaining: number;
  /** Until the window ends and the count begins anew. */
  resetSeconds: number;
  exceeded: boolean;
}

/** `RateLimit-Policy` and `RateLimit` as of draft-ietf-httpapi-ratelimit-headers-10. */
export function rateLimitHeaders({ policy, remaining, resetSeconds }: Standing): Record<string, string> {
  return {
    'RateLimit-Policy': `"${policy.name}";q=${policy.requests};w=${policy.windowSeconds}`,
    RateLimit: `"${policy.name}";r=${remaining};t=${resetSeconds}`,
  };
}
