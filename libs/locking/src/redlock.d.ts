// redlock ships types that its export map hides from NodeNext resolution; this declares the little we use.
declare module 'redlock' {
  import type { Redis } from 'ioredis';

  export interface Settings {
    retryCount: number;
    retryDelay: number;
    retryJitter: number;
    driftFactor: number;
  }

  export class Lock {
    release(): Promise<unknown>;
  }

  export default class Redlock {
    constructor(clients: Redis[], settings: Partial<Settings>);
    on(event: 'error', listener: (error: unknown) => void): this;
    acquire(resources: string[], durationMs: number): Promise<Lock>;
  }

  export interface ExecutionStats {
    readonly votesAgainst: Map<Redis, Error>;
  }

  export class ExecutionError extends Error {
    readonly attempts: readonly Promise<ExecutionStats>[];
  }
  export class ResourceLockedError extends Error {}
}
