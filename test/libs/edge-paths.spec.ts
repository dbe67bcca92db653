import type { RunningApp } from '../support/app.js';
import { type Message, send } from '../support/http.js';
import { startEdgeApp } from './edge-app.js';

/** What clients get wrong about paths, methods and bodies, and are told. */
describe('an app that is asked', () => {
  let app: RunningApp;

  beforeAll(async () => {
    app = await startEdgeApp();
  });
  afterAll(() => app.close());

  const to = (method: string, path: string, message?: Message) =>
    send(method, `${app.url}/api/v1/edge/${path}`, message);

  it('for a method that a path does not have tells those that it has', async () => {
    const answer = await to('DELETE', 'note?secret=1');
    expect([answer.status, answer.body['code']]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.get('allow')).toBe('POST');
    expect(answer.body['detail']).toContain('POST');
    expect((await to('PUT', 'open')).headers.get('allow')).toBe('GET, HEAD');
    expect((await to('PUT', 'parts/7')).headers.get('allow')).toBe('GET, HEAD');
    const nothing = await to('GET', 'nothing');
    expect([nothing.status, nothing.headers.get('allow')]).toEqual([404, null]);
  });

  it.each([
    ['nothing', 404],
    ['parts', 414],
    ['note', 404],
    ['%ff', 400],
  ])('for too much does not repeat it: %s', async (path, status) => {
    const answer = await to('GET', `${path}/${'long'.repeat(200)}?token=secret`);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).not.toMatch(/longlong|secret|edge/);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])(
    'by %s with the type of a body and none takes it for none',
    async (method) => {
      const answer = await to(method, 'bodiless', { raw: '' });
      expect([answer.status, answer.body]).toEqual([200, { ok: true }]);
    },
  );

  it('without the body that it needs names what is missing', async () => {
    const answer = await to('POST', 'note', { raw: '' });
    expect([answer.status, answer.body['code']]).toEqual([400, 'invalid_request']);
    expect((answer.body['errors'] as { field: string }[]).map(({ field }) => field)).toEqual(['text']);
    expect((await to('POST', 'note', { raw: ' ' })).body).toMatchObject({ code: 'malformed_request' });
    expect((await to('POST', 'nothing', { raw: '' })).status).toBe(404);
  });
});
