/** How long a user may take to answer: two weeks, longer than most holidays. */
export const INVITATION_DAYS = 14;

/** More than the front desks of the largest hotels have. */
export const MOST_STAFF = 200;
/** Invitations of one hotel that wait for an answer. */
const MOST_OF_HOTEL = 50;
/** Invitations that wait for the answer of one user: what can still be looked through. */
const MOST_OF_USER = 50;
/** Invitations sent by one user, from all their hotels, that wait for an answer. */
const MOST_BY_SENDER = 200;
/** Of them, to one and the same user: no one fills somebody's list, and so keeps others from inviting them. */
const MOST_TO_ONE = 5;

/** What a new invitation is counted with. Only invitations that can still be accepted count. */
export interface InvitationCounts {
  /** Members of the hotel's staff. */
  staff: number;
  ofHotel: number;
  ofUser: number;
  bySender: number;
  bySenderToUser: number;
}

/** What stands in the way of one more invitation, as a sentence for who sends it. */
export function invitationRefusal(counts: InvitationCounts): string | undefined {
  if (counts.ofHotel >= MOST_OF_HOTEL)
    return `${MOST_OF_HOTEL} invitations of this hotel wait for an answer; withdraw one, or wait until one is answered.`;
  if (counts.bySenderToUser >= MOST_TO_ONE)
    return `${MOST_TO_ONE} invitations from you to this user wait for an answer; withdraw one first.`;
  if (counts.bySender >= MOST_BY_SENDER)
    return `${MOST_BY_SENDER} invitations from you wait for an answer; withdraw one, or wait until one is answered.`;
  if (counts.ofUser >= MOST_OF_USER)
    return `This user has ${MOST_OF_USER} invitations to answer first; ask them to, then invite them again.`;
  return undefined;
}
