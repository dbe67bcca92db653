import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { makeFolder, writePrivately } from '../../tools/services/data-folder.js';
import { pingRedis, redisUrl } from '../../tools/services/redis-server.js';
import type { Server } from '../../tools/services/server-process.js';
import { type PrivateServer, redisProgram, startPrivate } from './services.js';

export interface Sentinels {
  /** As REDIS_URL names them. */
  url: string;
  each: PrivateServer[];
  remove(): Promise<void>;
}

const NAME = 'staylock-primary';
const COUNT = 3;
const QUORUM = 2;
/** A primary that says nothing for so long is replaced. Shorter than in production, so that a test sees it. */
const DOWN_AFTER_MS = 1_000;

/** Three Sentinels that watch a primary, with a password of their own. */
export async function startSentinels(primary: PrivateServer): Promise<Sentinels> {
  const own = randomBytes(16).toString('hex');
  const program = redisProgram();
  const each = await Promise.all(
    Array.from({ length: COUNT }, () =>
      startPrivate((folder, port) => ({
        url: redisUrl(port, own),
        server: sentinelServer(program, folder, port, new URL(primary.url), own),
      })),
    ),
  );
  const hosts = each.map(({ url }) => new URL(url).host).join(',');
  const { password } = new URL(primary.url);
  return {
    url: `redis+sentinel://:${password}@${hosts}/${NAME}/0?sentinelPassword=${own}`,
    each,
    remove: async () => void (await Promise.all(each.map((one) => one.remove()))),
  };
}

function sentinelServer(program: string, folder: string, port: number, primary: URL, own: string): Server {
  const config = join(folder, 'sentinel.conf');
  const logFile = join(folder, 'server.log');
  return {
    name: 'Sentinel',
    program,
    args: [config, '--sentinel'],
    logFile,
    prepare() {
      makeFolder(folder);
      const lines = [
        'bind 127.0.0.1',
        `port ${port}`,
        `dir ${JSON.stringify(folder)}`,
        `logfile ${JSON.stringify(logFile)}`,
        `requirepass ${own}`,
        `sentinel sentinel-pass ${own}`,
        `sentinel monitor ${NAME} ${primary.hostname} ${primary.port} ${QUORUM}`,
        `sentinel auth-pass ${NAME} ${primary.password}`,
        `sentinel down-after-milliseconds ${NAME} ${DOWN_AFTER_MS}`,
        `sentinel failover-timeout ${NAME} 5000`,
      ];
      return Promise.resolve(writePrivately(config, `${lines.join('\n')}\n`));
    },
    probe: () => pingRedis(redisUrl(port, own)),
  };
}
