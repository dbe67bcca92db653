import { DomainError } from '#platform';

export class NameTaken extends DomainError {
  constructor(name: string) {
    super('conflict', 'name_taken', 'The hotel has a room category of this name.', { name });
  }
}
