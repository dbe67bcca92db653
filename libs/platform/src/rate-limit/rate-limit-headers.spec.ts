import { rateLimitHeaders } from './rate-limit-headers.js';

it('tells a caller of the limit and where they stand, as structured fields', () => {
  const policy = { name: 'user' as const, requests: 300, windowSeconds: 60 };
  expect(rateLimitHeaders({ policy, remaining: 12, resetSeconds: 34, exceeded: false })).toEqual({
    'RateLimit-Policy': '"user";q=300;w=60',
    RateLimit: '"user";r=12;t=34',
  });
});
