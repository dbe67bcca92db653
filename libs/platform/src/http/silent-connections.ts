import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Who has connected just now is about to ask, and gets an answer still. */
const SILENT_FOR_MS = 1_000;
const LOOK_EVERY_MS = 200;

interface Conversation {
  requestsUnderWay: number;
  /** Of the socket, when its last request ended. */
  bytesRead: number;
}

/**
 * At shutdown Node waits for every connection that has asked nothing yet, and no longer watches for slow ones: anybody
 * could keep the process alive with an open connection. Those are closed here; requests under way are not.
 */
export function closeSilentConnections(fastify: FastifyInstance, requestTimeoutMs: number): void {
  const conversations = new Map<Socket, Conversation>();
  const { server } = fastify;
  server.on('connection', (socket: Socket) => {
    conversations.set(socket, { requestsUnderWay: 0, bytesRead: 0 });
    socket.once('close', () => conversations.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    const conversation = conversations.get(socket);
    if (!conversation) return;
    conversation.requestsUnderWay++;
    response.once('close', () => {
      conversation.requestsUnderWay--;
      conversation.bytesRead = socket.bytesRead;
    });
  });
  fastify.addHook('preClose', (done) => {
    const startedAt = Date.now();
    const timer = setInterval(() => {
      const waited = Date.now() - startedAt;
      for (const [socket, { requestsUnderWay, bytesRead }] of conversations) {
        const patience = socket.bytesRead === bytesRead ? SILENT_FOR_MS : requestTimeoutMs;
        if (requestsUnderWay === 0 && waited > patience) socket.destroy();
      }
      if (conversations.size === 0) clearInterval(timer);
    }, LOOK_EVERY_MS).unref();
    done();
  });
}
