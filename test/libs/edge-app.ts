import { setTimeout as sleep } from 'node:timers/promises';
import { All, Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { IsString } from 'class-validator';
import {
  Access,
  type Caller,
  CurrentCaller,
  currentRequestId,
  parseEnv,
  PlatformEnv,
  PlatformModule,
  PublicAccess,
  ServedAs,
} from '#platform';
import { type RunningApp, startApp } from '../support/app.js';

export const USER_SECRET = 'u'.repeat(32);
export const SERVICE_SECRET = 's'.repeat(32);

const BIG = 'x'.repeat(1_500_000);

class NoteDto {
  @IsString()
  text!: string;
}

/** Requests that wait until the test lets them go. */
class Turnstile {
  waiting = 0;
  private letGo: () => void = () => undefined;
  private opened = new Promise<void>((resolve) => (this.letGo = resolve));

  private isOneByOne = false;

  async pass(): Promise<void> {
    this.waiting++;
    if (!this.isOneByOne) await this.opened;
    // Enough for the one before to have its answer, and the next its turn.
    if (this.isOneByOne) await sleep(20 * this.waiting);
    this.waiting--;
  }

  /** Those who wait pass one after the other, and whoever comes later behind them. */
  letOneByOne(): void {
    this.isOneByOne = true;
    this.letGo();
  }

  open(): void {
    this.letGo();
  }

  close(): void {
    this.isOneByOne = false;
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

  /** More than the buffers of a connection take in when some of it is asked for at once. */
  @Get('big')
  @PublicAccess()
  big() {
    return { text: BIG };
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

  @Post('slow')
  @HttpCode(200)
  @PublicAccess()
  slowToo() {
    return this.slow();
  }

  @Post('end')
  @HttpCode(200)
  @PublicAccess()
  @ServedAs('finish')
  end() {
    return this.slow();
  }

  @Get('id')
  @PublicAccess()
  id() {
    return { requestId: currentRequestId() };
  }

  @All('bodiless')
  @HttpCode(200)
  @PublicAccess()
  bodiless() {
    return { ok: true };
  }

  @Get('parts/:id')
  @PublicAccess()
  part() {
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
    ...{ RATE_LIMIT_USER_PER_MINUTE: '0', RATE_LIMIT_ADDRESS_PER_MINUTE: '0', RATE_LIMIT_PROBES_PER_SECOND: '0' },
    ...variables,
  });
  const platform = PlatformModule.forRoot(name, env, { inject: [], useFactory: () => [] });
  return startApp(name, { module: EdgeModule, imports: [platform] }, env);
}
