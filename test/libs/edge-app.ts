import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import { Access, type Caller, CurrentCaller, parseEnv, PlatformEnv, PlatformModule, PublicAccess } from '#platform';
import { type RunningApp, startApp } from '../support/app.js';

export const USER_SECRET = 'u'.repeat(32);
export const SERVICE_SECRET = 's'.repeat(32);

class NoteDto {
  @IsString()
  text!: string;
}

/** Requests that wait until the test lets them go. */
class Turnstile {
  waiting = 0;
  private letGo: () => void = () => undefined;
  private opened = new Promise<void>((resolve) => (this.letGo = resolve));

  async pass(): Promise<void> {
    this.waiting++;
    await this.opened;
    this.waiting--;
  }

  open(): void {
    this.letGo();
  }

  close(): void {
    this.opened = new Promise<void>((resolve) => (this.letGo = resolve));
  }
}

export const turnstile = new Turnstile();

@Controller('edge')
class EdgeController {
  @Get('open')
  @PublicAccess()
  open() {
    return { ok: true };
  }

  @Get('known')
  @Access('guest', 'staff', 'service')
  known(@CurrentCaller() caller: Caller) {
    return caller;
  }

  @Post('note')
  @HttpCode(200)
  @PublicAccess()
  note(@Body() note: NoteDto) {
    return note;
  }

  @Get('slow')
  @PublicAccess()
  async slow() {
    await turnstile.pass();
    return { ok: true };
  }
}

@Module({ controllers: [EdgeController] })
class EdgeModule {}

/** An app with nothing in it but the edge, and what the test sets of its environment. */
export async function startEdgeApp(variables: Record<string, string> = {}, name = 'edge'): Promise<RunningApp> {
  const env = parseEnv(PlatformEnv, {
    ...{ NODE_ENV: 'test', LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent', PORT: '0' },
    ...{ REDIS_URL: 'redis://127.0.0.1:1', AUTH_SECRET: USER_SECRET, SERVICE_AUTH_SECRET: SERVICE_SECRET },
    ...{ RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0', SLOW_ANSWER_MS: '60000' },
    ...variables,
  });
  const platform = PlatformModule.forRoot(name, env, { inject: [], useFactory: () => [] });
  return startApp(name, { module: EdgeModule, imports: [platform] }, env);
}
