import { DomainError } from '#platform';

export class NightGenerationNotFound extends DomainError {
  constructor() {
    super('not_found', 'night_generation_not_found', 'There is no such generation of nights.');
  }
}
