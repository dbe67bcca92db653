import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { StaffChangesInTurn } from '../../apps/hotel-inventory/src/hotel/staff-changes.interceptor.js';
import type { Override } from './app.js';

class AtOnce implements NestInterceptor {
  intercept(_context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle();
  }
}

/** Requests of one member of staff meet in the database, as those do that came to different replicas. */
export const AS_ON_OTHER_REPLICAS: Override = { provide: StaffChangesInTurn, useClass: AtOnce };
