import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';

/** Largest id of a column of type INT. */
export const MAX_ID = 2_147_483_647;

/** As it is written, with nothing around it: not `0x1`, `1e0`, `+1`, ` 1`, `01` or `1.0`, which are numbers as well. */
const DIGITS = /^(?:0|[1-9]\d{0,15})$/;

/** A whole number in a path or a query, from `min` to `max`. Two spellings of one number would be two addresses of one thing. */
export function IsUrlInteger(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    // What is no number stays what it is, and is refused by IsInt.
    Transform(({ value }: { value: unknown }) => (isDigits(value) ? Number(value) : value)),
    IsInt({ message: `$property must be a whole number from ${min} to ${max}, in digits` }),
    Min(min),
    Max(max),
  );
}

/** The id of a hotel, a room category … in a path or a query. */
export function IsUrlId(): PropertyDecorator {
  return IsUrlInteger(1, MAX_ID);
}

function isDigits(value: unknown): value is string {
  return typeof value === 'string' && DIGITS.test(value);
}
