import type { CalendarDate } from '#contracts';
import { DomainError } from '#platform';

export class NightGenerationNotFound extends DomainError {
  constructor() {
    super('not_found', 'night_generation_not_found', 'There is no such generation of nights.');
  }
}

/** Enough to see which they are. */
const NIGHTS_NAMED = 10;

/** A price for nights that have one: it would not be theirs, and success would be told all the same. */
export class NightsExist extends DomainError {
  constructor(dates: CalendarDate[]) {
    super(
      'conflict',
      'nights_exist',
      'Nights of this range exist already, or are being made, and the price of a night cannot be changed yet. ' +
        'Ask for the other dates alone, or leave out priceOverride: then nights that exist are skipped.',
      { nights: dates.slice(0, NIGHTS_NAMED), nightsInAll: dates.length },
    );
  }
}
