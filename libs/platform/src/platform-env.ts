import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  Min,
  MinLength,
  Validate,
  ValidateIf,
  type ValidationArguments,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { NumberVariable } from './env.js';

/** HS256 wants a key at least as long as its hash (RFC 7518, 3.2). */
const MIN_SECRET = 32;

@ValidatorConstraint({ name: 'differsFromAuthSecret' })
class DiffersFromAuthSecret implements ValidatorConstraintInterface {
  validate(secret: unknown, { object }: ValidationArguments): boolean {
    return secret !== (object as PlatformEnv).AUTH_SECRET;
  }

  defaultMessage(): string {
    return '$property must not be the same as AUTH_SECRET';
  }
}

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

  @IsUrl({ protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true })
  REDIS_URL!: string;

  @IsString()
  AUTH_ISSUER: string = 'staylock';

  @ValidateIf((env: PlatformEnv) => env.AUTH_JWKS_URL === undefined)
  @IsString()
  @MinLength(MIN_SECRET)
  AUTH_SECRET?: string;

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  AUTH_JWKS_URL?: string;

  /** Another one than AUTH_SECRET: who can sign guests' tokens must not be able to sign services'. */
  @ValidateIf((env: PlatformEnv) => env.SERVICE_AUTH_JWKS_URL === undefined)
  @IsString()
  @MinLength(MIN_SECRET)
  @Validate(DiffersFromAuthSecret)
  SERVICE_AUTH_SECRET?: string;

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  SERVICE_AUTH_JWKS_URL?: string;

  /** How long readiness says 503 before the app stops taking requests: what a balancer needs to notice. */
  @NumberVariable()
  @IsInt()
  @Min(0)
  @Max(60_000)
  SHUTDOWN_DELAY_MS: number = 0;
}
