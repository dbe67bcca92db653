import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { IsInt, IsString, Max, ValidateNested } from 'class-validator';
import { Type } from 'class-transformer';
import {
  Access,
  type Caller,
  CurrentCaller,
  currentRequestId,
  DomainError,
  type HealthCheck,
  parseEnv,
  PlatformEnv,
  PlatformModule,
  PublicAccess,
  signUserToken,
  Unavailable,
} from '#platform';
import { type RunningApp, startApp } from '../support/app.js';
import { type Message, send } from '../support/http.js';
import { until } from '../support/until.js';

const SECRET = 'u'.repeat(32);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

class PartDto {
  @IsInt()
  @Max(3)
  size!: number;
}

class FormDto {
  @IsString()
  name!: string;

  @ValidateNested()
  @Type(() => PartDto)
  part!: PartDto;
}

@Controller('sample')
class SampleController {
  @Get('open')
  @PublicAccess()
  open(@CurrentCaller() caller: Caller | undefined) {
    return { caller: caller ?? null, requestId: currentRequestId() };
  }

  @Get('staff')
  @Access('staff')
  staff(@CurrentCaller() caller: Caller) {
    return caller;
  }

  @Get('forgotten')
  forgotten() {
    return 'nobody declared who may see this';
  }

  @Post('form')
  @HttpCode(200)
  @PublicAccess()
  form(@Body() form: FormDto) {
    return form;
  }

  @Get('sold-out')
  @PublicAccess()
  soldOut() {
    throw new DomainError('conflict', 'sold_out', 'Full.', { nights: ['2027-06-01'], status: 200 });
  }

  @Get('away')
  @PublicAccess()
  away() {
    throw new Unavailable('part_unavailable', 'Later.', 7);
  }

  @Get('broken')
  @PublicAccess()
  broken() {
    throw new Error("SELECT * FROM Booking WHERE guestEmail = 'ada@example.org'");
  }
}

const part: HealthCheck & { healthy: boolean } = {
  name: 'database',
  healthy: true,
  check: async () => {
    if (!part.healthy) throw new Error('password of root refused');
  },
};

@Module({ controllers: [SampleController] })
class SampleModule {}

describe('every app', () => {
  let app: RunningApp;

  beforeAll(async () => {
    const env = parseEnv(PlatformEnv, {
      ...{ NODE_ENV: 'test', LOG_LEVEL: process.env['STAYLOCK_TEST_LOG'] ?? 'silent', PORT: '0' },
      ...{ REDIS_URL: 'redis://127.0.0.1:1', AUTH_SECRET: SECRET, SERVICE_AUTH_SECRET: 's'.repeat(32) },
    });
    const platform = PlatformModule.forRoot('sample', env, { inject: [], useFactory: () => [part] });
    app = await startApp('sample', { module: SampleModule, imports: [platform] }, env);
  });
  afterAll(() => app.close());

  const to = (method: string, path: string, message?: Message) =>
    send(method, `${app.url}/api/v1/sample/${path}`, message);
  const token = (role: 'guest' | 'staff', seconds = 60) => signUserToken(SECRET, { userId: '42', role }, seconds);

  describe('lets in', () => {
    it('anybody where that is declared, and knows who it is', async () => {
      expect((await to('GET', 'open')).body['caller']).toBeNull();
      const known = await to('GET', 'open', { token: await token('guest') });
      expect(known.body['caller']).toEqual({ userId: '42', role: 'guest' });
    });

    it('nobody with a bad token, not even where anybody may come', async () => {
      const bad = [await token('guest', -60), 'nonsense', ''];
      for (const wrong of bad) {
        const answer = await to('GET', 'open', { token: wrong });
        expect(answer.status).toBe(401);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
        expect(answer.body).toMatchObject({ code: 'not_authenticated' });
      }
      expect((await to('GET', 'open', { headers: { authorization: 'Basic YWRhOmFkYQ==' } })).status).toBe(401);
    });

    it('those of a role where one is declared', async () => {
      expect((await to('GET', 'staff')).status).toBe(401);
      const guest = await to('GET', 'staff', { token: await token('guest') });
      expect([guest.status, guest.body['code']]).toEqual([403, 'not_allowed']);
      expect((await to('GET', 'staff', { token: await token('staff') })).body).toEqual({ userId: '42', role: 'staff' });
    });

    it('nobody where it was forgotten to declare who', async () => {
      expect((await to('GET', 'forgotten')).status).toBe(401);
      for (const role of ['guest', 'staff'] as const) {
        expect((await to('GET', 'forgotten', { token: await token(role) })).status).toBe(403);
      }
    });
  });

  describe('answers errors as problem documents', () => {
    it('with the members of a refusal, which cannot change the status', async () => {
      const answer = await to('GET', 'sold-out');
      expect(answer.status).toBe(409);
      expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(answer.body).toMatchObject({ status: 409, code: 'sold_out', nights: ['2027-06-01'] });
      expect(answer.headers.get('retry-after')).toBeNull();
    });

    it('with a time to come back when a part is away', async () => {
      const answer = await to('GET', 'away');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '7']);
    });

    it('and tells nothing of what nobody foresaw but the request’s id', async () => {
      const answer = await to('GET', 'broken', { headers: { 'x-request-id': 'request-0001' } });
      expect(answer.status).toBe(500);
      expect(answer.body).toMatchObject({ code: 'internal_error', requestId: 'request-0001' });
      expect(JSON.stringify(answer.body)).not.toContain('ada@example.org');
    });

    it.each<
      [string, number, string, () => Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>]
    >([
      ['an unknown route', 404, 'not_found', () => to('GET', 'nothing')],
      ['another method', 405, 'method_not_allowed', () => to('DELETE', 'form')],
      ['JSON that breaks off', 400, 'malformed_request', () => to('POST', 'form', { raw: '{"name":' })],
      [
        'no JSON at all',
        415,
        'unsupported_media_type',
        () => to('POST', 'form', { raw: 'x', headers: { 'content-type': 'text/csv' } }),
      ],
      [
        'a body of 65 kB',
        413,
        'payload_too_large',
        () => to('POST', 'form', { json: { name: 'x'.repeat(65 * 1024) } }),
      ],
      ['no body where one is needed', 400, 'invalid_request', () => to('POST', 'form', { raw: '' })],
      ['no body on an unknown route', 404, 'not_found', () => to('POST', 'nothing', { raw: '' })],
      ['a list for a body', 400, 'invalid_request', () => to('POST', 'form', { json: [] })],
      ['a path that is no UTF-8', 400, 'malformed_request', () => to('GET', '%ff')],
    ])('to %s with %i', async (_, status, code, ask) => {
      const answer = await ask();
      expect([answer.status, answer.body['code'], answer.body['status']]).toEqual([status, code, status]);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    it('naming every field that is wrong, where it is, and members that are unknown', async () => {
      const answer = await to('POST', 'form', { json: { part: { size: 4, colour: 'red' }, extra: true } });
      expect(answer.status).toBe(400);
      const fields = (answer.body['errors'] as { field: string }[]).map((error) => error.field).sort();
      expect(fields).toEqual(['extra', 'name', 'part.colour', 'part.size']);
      expect((await to('POST', 'form', { json: { name: 'x', part: { size: 3 } } })).status).toBe(200);
    });
  });

  describe('gives a request an id', () => {
    it('which it takes from a caller who sends a good one, and gives back', async () => {
      const answer = await to('GET', 'open', { headers: { 'x-request-id': 'request-0002' } });
      expect([answer.headers.get('x-request-id'), answer.body['requestId']]).toEqual(['request-0002', 'request-0002']);
    });

    it('of its own otherwise', async () => {
      const answer = await to('GET', 'open', { headers: { 'x-request-id': 'a b' } });
      expect(answer.headers.get('x-request-id')).toMatch(UUID);
      expect(answer.body['requestId']).toBe(answer.headers.get('x-request-id'));
    });
  });

  it('is alive, and ready only while its parts are, and names what fails without saying why', async () => {
    const health = (path: string) => send('GET', `${app.url}/health/${path}`);
    // What was asked within a second is not asked again.
    const turns = (status: number) =>
      until(`it is ${status}`, async () => {
        const answer = await health('ready');
        return answer.status === status ? answer : undefined;
      });
    await turns(200);
    part.healthy = false;
    const { body } = await turns(503);
    expect(body).toMatchObject({
      code: 'unavailable',
      detail: 'Not ready: database.',
      parts: { 'accepting-requests': 'up', database: 'down' },
    });
    expect(JSON.stringify(body)).not.toContain('password');
    expect((await health('live')).status).toBe(200);
    part.healthy = true;
    await turns(200);
  });
});
