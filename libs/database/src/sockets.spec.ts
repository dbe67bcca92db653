import { createServer, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Sockets } from './sockets.js';

describe('the sockets of connections', () => {
  let server: Server;
  let sockets: Sockets;
  const opened: Socket[] = [];

  beforeEach(async () => {
    server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    sockets = new Sockets({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  });
  afterEach(() => {
    for (const socket of opened.splice(0)) socket.destroy();
    server.close();
  });

  /** What the driver is given when it asks for one. */
  const ask = () => {
    let given: { error: Error | undefined } = { error: new Error('nothing') };
    sockets.open((error, socket) => {
      given = { error };
      if (socket) opened.push(socket as Socket);
    });
    return given.error?.message;
  };

  it('are opened, except by a connection that is being destroyed', () => {
    expect(ask()).toBeUndefined();
    let said: string | undefined;
    sockets.destroy({ destroy: () => (said = ask()) });
    expect(said).toBe('a destroyed connection opens no other');
    expect(ask()).toBeUndefined();
    expect(opened).toHaveLength(2);
  });

  it('are opened again after a destruction that failed, and never again after the end', () => {
    const failing = () => {
      throw new Error('no');
    };
    expect(() => sockets.destroy({ destroy: failing })).toThrow('no');
    expect(ask()).toBeUndefined();
    sockets.close();
    sockets.destroy({ destroy: () => undefined });
    expect(ask()).toBe('a destroyed connection opens no other');
  });
});
