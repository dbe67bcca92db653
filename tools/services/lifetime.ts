import type { Shutdown } from './shutdown.js';

/** How long what is started may live, and what to do when it ends before. */
export interface Lifetime {
  /** Where everything that is started is put down to be stopped. */
  shutdown: Shutdown;
  /** Aborted when starting is no longer wanted. */
  signal: AbortSignal;
  /** Told why, when a server ended by itself and cannot be kept running. */
  giveUp: (reason: Error) => void;
}
