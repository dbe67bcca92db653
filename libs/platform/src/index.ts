export { Access, type Caller, CurrentCaller, PublicAccess, type Role, type UserRole } from './auth/caller.js';
export { ISSUER, ServiceTokens, signUserToken, TokenVerifier } from './auth/tokens.js';
export { NumberVariable, parseEnv, requireEnv, SwitchVariable, UrlVariable } from './env.js';
export {
  DomainError,
  type ErrorKind,
  type FieldError,
  InvalidRequest,
  Refused,
  TooMany,
  Unavailable,
} from './errors/domain-error.js';
export { type Problem, problemOf, retryAfterOf } from './errors/problem.js';
export { Refuses } from './errors/refuses.js';
export { type HealthCheck } from './health/health.js';
export { type CursorPlace, decodeCursor, encodeCursor, isInstant } from './http/cursor.js';
export { type AppDescription, configureRoutes, createHttpAdapter, JSON_ONLY, runHttpApp } from './http/http-app.js';
export { PageDto, pageOf, PageQuery } from './http/page.js';
export { ServedAs } from './http/priority.js';
export { RequestsUnderWay } from './http/requests-under-way.js';
export { currentRequestId, requestIdFrom, withRequestId } from './logging/request-context.js';
export { Metrics, type Reading } from './metrics/metrics.js';
export { askQueueDepth } from './metrics/queue-depth.js';
export { TaskMetrics } from './metrics/task-metrics.js';
export { watchedDatabase } from './metrics/watched-database.js';
export { PlatformEnv } from './platform-env.js';
export { PlatformModule } from './platform.module.js';
export { closeWorker } from './queue-worker.js';
export {
  impatientRedis,
  LISTENER_PATIENCE,
  patientRedis,
  patientRedisOptions,
  producerRedisOptions,
  WORKER_PATIENCE,
} from './redis/connections.js';
export {
  continueTrace,
  currentTraceparent,
  inSpan,
  jobTelemetry,
  outsideTrace,
  traceparentIn,
} from './tracing/spans.js';
export { IsCalendarDate, IsStayEnd, IsTimezone, Omittable } from './validation/decorators.js';
export { IsUrlId, IsUrlInteger, MAX_ID } from './validation/url-integer.js';
export { IsMailAddress } from './validation/mail-address.js';
export { IsText, IsTextOfLines } from './validation/text.js';
export { within } from './within.js';
