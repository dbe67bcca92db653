import type { IncomingMessage, Server, ServerResponse } from 'node:http';

type LetIn = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Asks at the door, before the framework hears of a request: to refuse there costs a fraction. Whoever says no has
 * answered the request, or leaves it without an answer.
 */
export function standAtDoor(server: Server, letIn: LetIn): void {
  const inside = server.listeners('request') as ((request: IncomingMessage, response: ServerResponse) => void)[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (letIn(request, response)) for (const listener of inside) listener.call(server, request, response);
  });
}
