/** How booking's calls for holds begin on their way to hotel-inventory, of one hold or of many. */
export const TAKES_HOLDS = /^(?:PUT \/api\/v1\/holds\/|POST \/api\/v1\/holds HTTP)/;
export const CONFIRMS_HOLDS = /^POST \/api\/v1\/holds\/\S*confirm/;
export const RELEASES_HOLDS = /^(?:DELETE \/api\/v1\/holds\/|POST \/api\/v1\/holds\/releases )/;
