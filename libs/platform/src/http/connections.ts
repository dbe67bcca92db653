import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { problemCodeOf } from '../errors/problem.filter.js';
import type { PlatformEnv } from '../platform-env.js';
import { addressKey } from '../rate-limit/address-key.js';
import { Connection, type Cut } from './connection.js';
import { trustedAddresses } from './trusted-addresses.js';

/** Longer than any request takes, from its headers to its answer. */
const OVERDUE_MS = 30_000;
const LOOK_EVERY_MS = 1_000;
/** Who has connected just now is about to ask, and gets an answer still. */
const SILENT_FOR_MS = 1_000;
const LOOK_FOR_SILENT_EVERY_MS = 200;
/** Who was told so often that it is too much, and goes on, may connect anew. */
const MOST_REFUSALS = 3;
/** Longer than balancers keep idle connections (most: a minute), or they would send a request into one that we close. */
const PROXY_KEEP_ALIVE_MS = 75_000;

declare module 'fastify' {
  interface FastifyInstance {
    connections: Connections;
  }
}

/** Looks after the connections: none may keep more than its share, and none forever. */
class Connections {
  /** Told of every connection that is ended before its time. */
  onCut: (cut: Cut) => void = () => undefined;
  private readonly open = new Map<Socket, Connection>();
  private readonly perAddress = new Map<string, number>();
  private readonly isProxy: (address: string) => boolean;

  constructor(
    private readonly mostPerAddress: number,
    private readonly unreadMs: number,
    proxies: readonly string[],
  ) {
    this.isProxy = trustedAddresses(proxies);
  }

  /** Takes a new connection, or ends it. */
  readonly accept = (socket: Socket): void => {
    const { remoteAddress = '' } = socket;
    const address = addressKey(remoteAddress);
    const isProxy = this.isProxy(remoteAddress);
    const others = this.perAddress.get(address) ?? 0;
    // A proxy's are those of many guests.
    if (!isProxy && this.mostPerAddress > 0 && others >= this.mostPerAddress) return this.cut(socket, 'address_limit');
    this.perAddress.set(address, others + 1);
    const connection = new Connection(socket, address, isProxy);
    this.open.set(socket, connection);
    socket.once('close', () => this.closed(socket, connection));
  };

  /** Takes note of a request, before anybody else hears of it; false for one that is not to be answered. */
  heard({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const connection = this.open.get(socket);
    if (!connection?.begin(response, performance.now())) {
      if (connection?.isFlood) socket.destroy();
      return false;
    }
    if (connection.isTooFarAhead) this.onCut('pipelining');
    if (connection.isProxy) response.once('close', () => socket.setTimeout(PROXY_KEEP_ALIVE_MS));
    return true;
  }

  /** Whether the answer that is about to go out should be the last on its connection. */
  isEnough(socket: Socket): boolean {
    const connection = this.open.get(socket);
    if (!connection || connection.isProxy || ++connection.refusals < MOST_REFUSALS) return false;
    this.onCut('rate_limited');
    return true;
  }

  look(): void {
    const now = performance.now();
    for (const [socket, connection] of this.open) {
      const problem = connection.problem(now, this.unreadMs, OVERDUE_MS);
      if (problem) this.cut(socket, problem);
    }
  }

  /**
   * At shutdown Node waits for every connection that has asked nothing yet, and no longer watches for slow ones: anybody
   * could keep the process alive with an open connection. Those are closed here; requests under way are not.
   */
  closeSilent(requestTimeoutMs: number): void {
    const startedAt = performance.now();
    const timer = setInterval(() => {
      const waited = performance.now() - startedAt;
      for (const [socket, connection] of this.open) {
        const patience = connection.isSilent ? SILENT_FOR_MS : requestTimeoutMs;
        if (connection.isIdle && waited > patience) socket.destroy();
      }
      if (this.open.size === 0) clearInterval(timer);
    }, LOOK_FOR_SILENT_EVERY_MS).unref();
  }

  private cut(socket: Socket, why: Cut): void {
    this.onCut(why);
    socket.destroy();
  }

  private closed(socket: Socket, connection: Connection): void {
    this.open.delete(socket);
    const others = (this.perAddress.get(connection.address) ?? 1) - 1;
    if (others > 0) this.perAddress.set(connection.address, others);
    else this.perAddress.delete(connection.address);
    connection.closed();
  }
}

/** Watches every connection of the server from its first byte to its last. */
export function watchConnections(fastify: FastifyInstance, env: PlatformEnv): Connections {
  const connections = new Connections(env.MAX_CONNECTIONS_PER_ADDRESS, env.REQUEST_TIMEOUT_MS, env.TRUST_PROXY);
  fastify.decorate('connections', connections);
  fastify.server.on('connection', connections.accept);
  const timer = setInterval(() => connections.look(), Math.min(LOOK_EVERY_MS, env.REQUEST_TIMEOUT_MS)).unref();
  fastify.addHook('onSend', (request, reply, _payload, done) => {
    // Not for other refusals with 429: on one connection of booking's come those of many guests.
    const isLimited = problemCodeOf(reply) === 'rate_limited';
    if (isLimited && connections.isEnough(request.raw.socket)) void reply.header('Connection', 'close');
    done();
  });
  fastify.addHook('preClose', (done) => {
    connections.closeSilent(env.REQUEST_TIMEOUT_MS);
    done();
  });
  fastify.addHook('onClose', (_, done) => {
    clearInterval(timer);
    done();
  });
  return connections;
}
