import { LRUCache } from 'lru-cache';
import { registerDecorator, ValidateIf, type ValidationArguments } from 'class-validator';
import { isCalendarDate, MAX_NIGHTS, numberOfNights } from '#contracts';

/** May be left out. Unlike with IsOptional, null does not count as left out: defaults are not filled in for it. */
export function Omittable(): PropertyDecorator {
  return ValidateIf((_, value) => value !== undefined);
}

/** A date that exists, as `YYYY-MM-DD`. */
export function IsCalendarDate(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isCalendarDate',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: isCalendarDate,
        defaultMessage: () => '$property must be a date that exists, as YYYY-MM-DD',
      },
    });
}

/** The end of a stay that begins on the date in `start`: later, and by no more than `MAX_NIGHTS`. */
export function IsStayEnd(start: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isStayEnd',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: (end: unknown, { object }: ValidationArguments) =>
          isStayEnd((object as Record<string, unknown>)[start], end),
        defaultMessage: () => `$property must be 1 to ${MAX_NIGHTS} nights after ${start}`,
      },
    });
}

/** An IANA time zone that this runtime knows. */
export function IsTimezone(): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name: 'isTimezone',
      target: target.constructor,
      propertyName: propertyName as string,
      validator: {
        validate: isTimezone,
        defaultMessage: () => '$property must be an IANA time zone such as Europe/Lisbon',
      },
    });
}

function isStayEnd(start: unknown, end: unknown): boolean {
  if (!isCalendarDate(start) || !isCalendarDate(end)) return false;
  const nights = numberOfNights({ checkInDate: start, checkOutDate: end });
  return nights >= 1 && nights <= MAX_NIGHTS;
}

function isTimezone(value: unknown): boolean {
  // Offsets such as "+02:00" are accepted by Intl but know nothing of daylight saving.
  if (typeof value !== 'string' || !/^[A-Za-z][^]{0,63}$/.test(value)) return false;
  const known = timezones.get(value);
  if (known !== undefined) return known;
  const isOne = isKnownToIntl(value);
  timezones.set(value, isOne);
  return isOne;
}

/** To ask Intl takes long; every mail asks. */
const timezones = new LRUCache<string, boolean>({ max: 1_000 });

function isKnownToIntl(timezone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
    return true;
  } catch {
    return false;
  }
}
