export { LocalQueue } from './local-queue.js';
export { type LockOptions, LockService } from './lock.service.js';
export { LockingModule } from './locking.module.js';
