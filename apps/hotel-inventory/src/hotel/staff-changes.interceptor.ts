import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { LocalQueue } from '#locking';

const READING = new Set(['GET', 'HEAD']);

/**
 * Does what one member of staff changes one after the other, in each replica. Such changes lock hotels and users, and
 * who waits for a lock keeps a connection to the database: many at one instant would keep all of them from everybody.
 * The locks decide all the same, as another replica knows nothing of this line.
 */
@Injectable()
export class StaffChangesInTurn implements NestInterceptor {
  private readonly line = new LocalQueue();

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const { caller, method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (caller?.role !== 'staff' || READING.has(method)) return next.handle();
    const place = this.line.enter(caller.userId);
    await place.turn;
    return next.handle().pipe(finalize(() => place.leave()));
  }
}
