/** What went wrong in terms a caller can act on; the filter gives each kind its HTTP status. */
export type ErrorKind =
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'unprocessable'
  | 'too_many'
  | 'unavailable';

export interface FieldError {
  field: string;
  message: string;
}

/**
 * An expected refusal. `code` is stable and documented: clients branch on it. `detail` says what to do. `members` are
 * further members of the problem document, such as the nights that are short.
 */
export class DomainError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    readonly detail: string,
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code}: ${detail}`);
    this.name = new.target.name;
  }
}

/** A refusal that is known as data. */
export class Refused extends DomainError {
  constructor(refusal: { kind: ErrorKind; code: string; detail: string; members: Record<string, unknown> }) {
    super(refusal.kind, refusal.code, refusal.detail, refusal.members);
  }
}

/** 400 with the fields that are wrong. */
export class InvalidRequest extends DomainError {
  constructor(errors: FieldError[]) {
    super('invalid', 'invalid_request', 'The request is not valid; see errors for what to change.', { errors });
  }
}

/** 429: the caller asked for more than one caller may; the same request may be sent again after `retryAfterSeconds`. */
export class TooMany extends DomainError {
  constructor(
    code: string,
    detail: string,
    readonly retryAfterSeconds: number,
  ) {
    super('too_many', code, detail);
  }
}

/** 503: a part we depend on cannot be reached now. Nothing was decided; the same request may be sent again. */
export class Unavailable extends DomainError {
  constructor(
    code: string,
    detail: string,
    readonly retryAfterSeconds = 2,
  ) {
    super('unavailable', code, detail);
  }
}
