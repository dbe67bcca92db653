export { type Answer, type Attempt, Idempotency, IdempotencyKeyReused, type Outcome } from './idempotency.js';
export { idempotencyKeyOf } from './idempotency-key.js';
