import type { ICalDayJsStub } from 'ical-generator';
import type { CalendarDate } from '#contracts';

/**
 * A time on the hotel's wall in the form that ical-generator writes down as it is. It would read a Date by this
 * machine's own clock, whose daylight saving may have no such hour.
 */
export class WallTime implements ICalDayJsStub {
  constructor(
    private readonly date: CalendarDate,
    /** `HH:MM` */
    private readonly time: string,
  ) {}

  format(pattern?: string): string {
    return pattern === 'YYYYMMDD' ? this.date.replaceAll('-', '') : `${this.time.replace(':', '')}00`;
  }

  isValid(): boolean {
    return true;
  }

  /** Only compared with others of its kind. */
  toDate(): Date {
    return new Date(this.toJSON());
  }

  toJSON(): string {
    return `${this.date}T${this.time}:00Z`;
  }
}
