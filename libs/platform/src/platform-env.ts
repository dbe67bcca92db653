import {
  ArrayMaxSize,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateIf,
} from 'class-validator';
import { serviceSecretProblem, userKeysProblem, userSecretProblem } from './auth/key-rules.js';
import { ListVariable, NumberVariable, Rule, SwitchVariable, UrlVariable } from './env.js';
import { metricsTokenProblem, originsProblem, proxiesProblem } from './http/edge-rules.js';
import { redisUrlProblem } from './redis/redis-url.js';

const JWKS_EXAMPLE = 'https://id.example.com/.well-known/jwks.json';

/** What every app reads from the environment. */
export class PlatformEnv {
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: string = 'development';

  @IsIn(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
  LOG_LEVEL: string = 'info';

  /** The address to listen on. */
  @IsString()
  HOST: string = '127.0.0.1';

  /** 0 takes any free port. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(65_535)
  PORT!: number;

  /** One server, or the primary that some Sentinels know: see `redisAddress`. */
  @Rule('redisUrl', redisUrlProblem)
  REDIS_URL!: string;

  @IsString()
  AUTH_ISSUER: string = 'staylock';

  /** For development only: who knows it can be anybody. */
  @Rule('userSecret', (_, env: PlatformEnv) => userSecretProblem(env))
  AUTH_SECRET?: string;

  @Rule('userKeys', (_, env: PlatformEnv) => userKeysProblem(env))
  @ValidateIf((env: PlatformEnv) => env.AUTH_JWKS_URL !== undefined || env.NODE_ENV === 'production')
  @UrlVariable(JWKS_EXAMPLE, 'http')
  AUTH_JWKS_URL?: string;

  /** Another one than AUTH_SECRET: who can sign guests' tokens must not be able to sign services'. */
  @Rule('serviceSecret', (_, env: PlatformEnv) => serviceSecretProblem(env))
  SERVICE_AUTH_SECRET?: string;

  @IsOptional()
  @UrlVariable(JWKS_EXAMPLE, 'http')
  SERVICE_AUTH_JWKS_URL?: string;

  /** How long readiness says 503 before the app stops taking requests: what a balancer needs to notice. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(60_000)
  SHUTDOWN_DELAY_MS: number = 0;

  /** Requests a minute that one user may send to this app; 0 sets no limit. Five a second is no human being. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  RATE_LIMIT_USER_PER_MINUTE: number = 300;

  /** The same for requests without a valid token, by address; more, as a household or an office shares one. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  RATE_LIMIT_ADDRESS_PER_MINUTE: number = 600;

  /** Requests a second of one address for each of `/health/live`, `/health/ready` and `/metrics`; 0 sets no limit. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(1_000_000)
  RATE_LIMIT_PROBES_PER_SECOND: number = 20;

  /** Balancers and proxies (addresses, ranges) whose X-Forwarded-For is believed. */
  @ListVariable()
  @Rule('proxies', proxiesProblem)
  TRUST_PROXY: string[] = [];

  /** Web sites whose scripts may call this app. */
  @ListVariable()
  @ArrayMaxSize(100)
  @Rule('origins', originsProblem)
  CORS_ORIGINS: string[] = [];

  /** Requests under way at once; further ones wait, and are refused when they would wait for too long. */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(10_000)
  MAX_CONCURRENT_REQUESTS: number = 200;

  /** Connections open at once, idle ones as well; further ones are closed unheard. */
  @NumberVariable()
  @IsInt()
  @Min(1)
  @Max(100_000)
  MAX_CONNECTIONS: number = 5_000;

  /**
   * Of them, from one address (IPv6: /64); 0 sets no limit. Proxies named in TRUST_PROXY are not limited. Enough for
   * several replicas of booking on one machine, which keep about 70 each to hotel-inventory.
   */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(100_000)
  MAX_CONNECTIONS_PER_ADDRESS: number = 500;

  /**
   * How long a client may take to send a whole request, and how long it may read nothing of its answer: slower ones
   * would hold connections for nothing.
   */
  @NumberVariable()
  @IsInt()
  @Min(100)
  @Max(300_000)
  REQUEST_TIMEOUT_MS: number = 10_000;

  /** Given: only who brings it as a bearer token may see `/metrics`. */
  @Rule('metricsToken', metricsTokenProblem)
  METRICS_TOKEN?: string;

  /** Whether `/docs` is served; when not set, everywhere but in production. */
  @IsOptional()
  @SwitchVariable()
  @IsBoolean()
  DOCS?: boolean;

  /** Where traces are sent, by OTLP over HTTP; nothing is traced without it. The names are OpenTelemetry's own. */
  @IsOptional()
  @UrlVariable('http://collector:4318', 'https')
  OTEL_EXPORTER_OTLP_ENDPOINT?: string;

  /** The share of requests that are traced. */
  @NumberVariable()
  @IsNumber()
  @Min(0)
  @Max(1)
  OTEL_TRACES_SAMPLER_ARG: number = 1;
}
