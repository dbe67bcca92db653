/** How booking's calls for holds begin on their way to hotel-inventory. */
export const TAKES_HOLDS = /^POST \/api\/v1\/holds HTTP/;
export const CONFIRMS_HOLDS = /^POST \/api\/v1\/holds\/confirmations /;
export const RELEASES_HOLDS = /^POST \/api\/v1\/holds\/releases /;
