import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  image?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
  ports?: string[];
  environment?: Record<string, unknown>;
  privileged?: boolean;
  user?: string;
}

const OURS = ['booking', 'hotel-inventory', 'notification', 'migrate'];

/** What the files say; whether an engine runs them like that is not shown here. */
const stages = readFileSync('Dockerfile', 'utf8').split(/^FROM /m);
const image = stages.at(-1) ?? '';
const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
};
const service = (name: string): Service => compose.services[name] ?? {};

describe('the image', () => {
  it('runs as somebody who is not root, and says so last', () => {
    const users = [...image.matchAll(/^USER (.+)$/gm)].map(([, user]) => user);
    expect(users).toEqual(['node']);
  });

  it('holds dependencies of production only, from the lock file, without their install scripts', () => {
    const dependencies = stages.find((stage) => /AS dependencies/.test(stage)) ?? '';
    expect(dependencies).toMatch(/RUN npm ci --omit=dev/);
    expect(dependencies).toContain('COPY package.json package-lock.json .npmrc ./');
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
    expect(image).toMatch(/COPY --from=dependencies \S+node_modules node_modules/);
  });

  it('takes nothing of the working folder but what it names, and no secrets', () => {
    expect(image).not.toMatch(/^COPY \. /m);
    expect(image).not.toMatch(/(SECRET|PASSWORD|TOKEN)\S*=/);
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const path of ['.git', '.env', '.data', 'node_modules']) expect(ignored).toContain(path);
  });
});

describe.each(OURS)('the container of %s', (name) => {
  it('can write nowhere, has no capabilities and gains none', () => {
    expect(service(name)).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(service(name).privileged).toBeUndefined();
    expect(service(name).user).toBeUndefined();
  });
});

describe('docker-compose.yml', () => {
  it('publishes every port on this machine alone', () => {
    const ports = Object.values(compose.services).flatMap((each) => each.ports ?? []);
    expect(ports.length).toBeGreaterThan(3);
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  });

  it('holds no secret: each comes from the environment, and is asked for', () => {
    const secrets = Object.values(compose.services).flatMap((each) =>
      Object.entries(each.environment ?? {}).filter(([key]) => /SECRET|PASSWORD|TOKEN|JWK$/.test(key)),
    );
    expect(secrets.length).toBeGreaterThan(5);
    for (const [, value] of secrets) expect(String(value)).toMatch(/^\$\{[A-Z_]+(:\?[^}]+|:-)?\}$/);
  });

  it('gives each app a database user of its own, who is not root', () => {
    const users = ['booking', 'hotel-inventory', 'migrate'].map((name) =>
      Object.values(service(name).environment ?? {})
        .map(String)
        .filter((value) => value.startsWith('mysql://'))
        .map((url) => /^mysql:\/\/(\w+):/.exec(url)?.[1]),
    );
    expect(users).toEqual([['booking'], ['inventory'], ['migration', 'migration']]);
    const grants = readFileSync('docker/create-databases.sh', 'utf8');
    expect(grants).toMatch(/GRANT SELECT, INSERT, UPDATE, DELETE ON/);
  });
});
