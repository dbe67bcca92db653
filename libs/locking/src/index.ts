export { type LockOptions, LockService } from './lock.service.js';
export { LockingModule } from './locking.module.js';
