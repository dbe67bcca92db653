import type { IncomingMessage } from 'node:http';
import { PrioritiesAtDoor } from './priority.js';

describe('the priority of a request at the door', () => {
  const atDoor = new PrioritiesAtDoor();
  const handler = () => undefined;
  atDoor.add({ method: 'POST', url: '/api/v1/bookings/:id/confirm', handler, config: { priority: 'finish' } });
  atDoor.add({ method: ['PUT', 'DELETE'], url: '/api/v1/bookings/:id', handler, config: { priority: 'finish' } });
  atDoor.add({ method: 'GET', url: '/api/v1/bookings/:id', handler });

  it.each([
    ['POST', '/api/v1/bookings/4711/confirm', 'finish'],
    ['POST', '/api/v1/bookings/4711/confirm?x=1', 'finish'],
    ['POST', '/api/v1/bookings/4711/confirm/more', 'create'],
    ['POST', '/api/v1/bookings/4711?/confirm', 'create'],
    ['GET', '/api/v1/bookings/4711/confirm', 'read'],
    ['DELETE', '/api/v1/bookings/4711', 'finish'],
    ['DELETE', '/api/v1/bookings', 'create'],
    ['GET', '/api/v1/bookings/4711', 'read'],
    ['HEAD', '/nowhere', 'read'],
  ])('%s %s of a known caller: %s', (method, url, priority) => {
    expect(atDoor.of({ method, url, headers: { authorization: 'Bearer x' } } as IncomingMessage)).toBe(priority);
    expect(atDoor.of({ method, url, headers: {} } as IncomingMessage)).toBe('anonymous');
  });
});
