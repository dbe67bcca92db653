export {
  type Answer,
  type Attempt,
  type Change,
  Idempotency,
  IdempotencyKeyReused,
  type Outcome,
} from './idempotency.js';
export { idempotencyKeyOf } from './idempotency-key.js';
