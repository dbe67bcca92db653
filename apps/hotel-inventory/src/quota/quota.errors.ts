import { DomainError } from '#platform';

/** What a caller may have only so many of, and how to come below the limit. */
const ADVICE = {
  hotels: 'You have added as many hotels as one user may. Remove one that you do not need, or ask the operator.',
  room_categories: 'The hotel has as many room categories as it may have. Remove one, or ask the operator.',
  rooms: 'The hotel would have more rooms than it may have. Add fewer, or ask the operator.',
  night_generations: 'As many generations of nights are unfinished as may be. Wait until one of the hotel’s is DONE.',
} as const;

export type Quota = keyof typeof ADVICE;

export class QuotaExceeded extends DomainError {
  constructor(quota: Quota, limit: number) {
    super('conflict', 'quota_exceeded', `${ADVICE[quota]} The limit is ${limit}.`, { quota, limit });
  }
}
