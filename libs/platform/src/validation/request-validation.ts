import { type ArgumentMetadata, type ValidationError, ValidationPipe } from '@nestjs/common';
import { type FieldError, InvalidRequest } from '../errors/domain-error.js';
import { unstorable } from './unstorable.js';

/** Validates the shape of every request at the edge: unknown members are refused, and every wrong field is named. */
class RequestValidation extends ValidationPipe {
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    // Before anything walks through it: what is too deep would exhaust the stack of whoever does.
    if (metadata.type !== 'custom') {
      const fault = unstorable(value);
      if (fault) throw new InvalidRequest([{ field: fault.field, message: `${fault.field} ${fault.message}` }]);
    }
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

export function requestValidation(): ValidationPipe {
  return new RequestValidation({
    transform: true,
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    validationError: { target: false, value: false },
    exceptionFactory: (errors) => new InvalidRequest(fieldErrors(errors)),
  });
}

function fieldErrors(errors: ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const field = path === '' ? error.property : `${path}.${error.property}`;
    const message = firstMessage(error.constraints ?? {});
    const own = message === undefined ? [] : [{ field, message }];
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

/** What a value must be comes before how large it may be: "must be an integer" helps, "must not exceed" would not. */
function firstMessage(constraints: Record<string, string>): string | undefined {
  const entries = Object.entries(constraints);
  return (entries.findLast(([name]) => name.startsWith('is')) ?? entries[0])?.[1];
}
