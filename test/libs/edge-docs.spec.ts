import { type AppProcess, startAppProcess } from '../support/app-process.js';
import { sharedRedisUrl } from '../support/databases.js';

/** The smallest app will do: all have their documents from the same place. */
describe('/docs', () => {
  let app: AppProcess;

  beforeAll(async () => {
    app = await startAppProcess('notification', {
      ...{ NODE_ENV: 'test', LOG_LEVEL: 'silent', REDIS_URL: sharedRedisUrl() },
      ...{ AUTH_SECRET: 'u'.repeat(32), SERVICE_AUTH_SECRET: 's'.repeat(32) },
      ...{ SMTP_URL: 'smtp://127.0.0.1:1', MAIL_FROM: 'Staylock <bookings@staylock.example>' },
    });
  });
  afterAll(() => app.kill());

  const page = async (path: string) => {
    const answer = await fetch(app.url + path);
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const policyOf = ({ headers }: { headers: Headers }) =>
    new Map(
      (headers.get('content-security-policy') ?? '').split(';').map((rule) => {
        const [name = '', ...sources] = rule.split(' ');
        return [name, sources.join(' ')];
      }),
    );

  it('lets the page run its own scripts and nothing else', async () => {
    const policy = policyOf(await page('/docs'));
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect(policy.get('connect-src')).toBe("'self'");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policyOf(await page('/api/v1/nothing')).get('script-src')).toBeUndefined();
  });

  it('works under that policy: every script is a file of this app, and no markup runs any', async () => {
    const { status, text } = await page('/docs');
    expect(status).toBe(200);
    const scripts = [...text.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)];
    expect(scripts.length).toBeGreaterThan(1);
    for (const [, attributes = '', code = ''] of scripts) {
      expect(code.trim()).toBe('');
      const source = /src=['"]([^'"]+)/.exec(attributes)?.[1] ?? '';
      const script = await page(new URL(source, `${app.url}/docs`).pathname);
      expect(script.status).toBe(200);
      expect(script.headers.get('content-type')).toContain('javascript');
    }
    expect(text).not.toMatch(/<[^>]+\son\w+=/);
    for (const [, href = ''] of text.matchAll(/<link[^>]+href=['"]([^'"]+)/g)) {
      expect(new URL(href, `${app.url}/docs`).origin).toBe(new URL(app.url).origin);
    }
  });

  it('tells machines the same', async () => {
    const { status, text } = await page('/docs/json');
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ openapi: expect.stringMatching(/^3\./) as string });
  });
});
