import { DomainError } from '#platform';
import { MOST_STAFF } from './invitation-limits.js';

/** Also for invitations of others, and for those that were withdrawn or not answered in time. */
export class InvitationNotFound extends DomainError {
  constructor() {
    super(
      'not_found',
      'invitation_not_found',
      'You have no such invitation (any more); ask the hotel for another one.',
    );
  }
}

export class TooManyInvitations extends DomainError {
  constructor(detail: string) {
    super('conflict', 'too_many_invitations', detail);
  }
}

export class TooManyStaff extends DomainError {
  constructor() {
    super('conflict', 'too_many_staff', `The hotel has ${MOST_STAFF} members of staff; remove one first.`);
  }
}
