import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** With what guests' tokens are signed: ES256, as the private half of a JWKS' key. */
export interface SigningKey {
  kid: string;
  jwk: JsonWebKey;
}

const KID = 'bench';

/** Stands in for the identity provider, whose public keys production apps read from a JWKS. */
export class IdentityProvider {
  private constructor(
    private readonly server: Server,
    readonly signingKey: SigningKey,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const keys = [{ ...publicKey.export({ format: 'jwk' }), kid: KID, alg: 'ES256', use: 'sig' }];
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new IdentityProvider(server, { kid: KID, jwk: privateKey.export({ format: 'jwk' }) });
  }

  get jwksUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/jwks.json`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
