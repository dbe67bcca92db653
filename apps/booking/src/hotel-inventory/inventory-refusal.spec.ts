import { DomainError, Unavailable } from '#platform';
import { Contended, isBusy, NoSuchRoute, refusalOf, refusalOfPart } from './inventory-refusal.js';

const problem = (code: string, status: number, members = {}) => ({
  ...{
    type: `urn:staylock:problem:${code}`,
    title: 'Conflict',
    status,
    detail: 'As told.',
    code,
    requestId: 'request-0001',
  },
  ...members,
});

describe('a refusal of hotel-inventory', () => {
  it.each([
    ['sold_out', 409, 'conflict', 'sold_out'],
    ['not_on_sale', 409, 'conflict', 'not_on_sale'],
    ['price_changed', 409, 'conflict', 'price_changed'],
    ['room_category_not_found', 404, 'not_found', 'room_category_not_found'],
    ['invalid_request', 400, 'invalid', 'invalid_request'],
    ['hold_mismatch', 409, 'unprocessable', 'idempotency_key_reused'],
    ['hold_gone', 410, 'gone', 'booking_expired'],
    ['hold_too_large', 422, 'unprocessable', 'hold_too_large'],
    ['too_many_room_nights', 422, 'unprocessable', 'too_many_room_nights'],
    ['too_many_pending_bookings', 429, 'too_many', 'too_many_pending_bookings'],
    ['too_many_abandoned_bookings', 429, 'too_many', 'too_many_abandoned_bookings'],
  ])('%s (%i) is told to the guest as %s %s', (code, status, kind, told) => {
    expect(refusalOf(problem(code, status))).toMatchObject({ kind, code: told, detail: 'As told.' });
  });

  it.each([
    ['42', 42],
    [undefined, 60],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 60],
  ])('for too much keeps its Retry-After: %s is %i seconds', (retryAfter, seconds) => {
    const refusal = refusalOf(problem('too_many_abandoned_bookings', 429), retryAfter);
    expect(refusal).toMatchObject({ retryAfterSeconds: seconds });
  });

  it.each([
    ['665', 600],
    ['70', 5],
    ['3', 5],
  ])('for pending bookings waits for the booking, not for its lease: %s are %i seconds', (retryAfter, seconds) => {
    const refusal = refusalOf(problem('too_many_pending_bookings', 429), retryAfter);
    expect(refusal).toMatchObject({ retryAfterSeconds: seconds });
  });

  it('names the hotel when even that is not there', () => {
    const refusal = refusalOf(problem('room_category_not_found', 404, { missing: 'hotel' }));
    expect(refusal).toMatchObject({ kind: 'not_found', code: 'hotel_not_found', members: {} });
  });

  it.each([
    ['not_found', 404],
    ['method_not_allowed', 405],
  ])('of what it does not know is told apart, as another version may know it: %s', (code, status) => {
    expect(refusalOf(problem(code, status))).toBeInstanceOf(NoSuchRoute);
  });

  it('brings its own members along and nothing else of the document', () => {
    const refusal = refusalOf(problem('sold_out', 409, { nights: ['2027-06-01'] }));
    expect((refusal as DomainError).members).toEqual({ nights: ['2027-06-01'] });
  });

  it.each<[string, unknown]>([
    ['that our service may not call it', problem('not_allowed', 403)],
    ['that it does not know our token', problem('not_authenticated', 401)],
    ['with a code it did not have when this was written', problem('too_late', 409)],
    ['without a code', { status: 404, detail: 'internal host 10.0.0.7' }],
    ['without a body', undefined],
    ['with null', null],
    ['with a text', 'Bad Gateway'],
  ])('is no business of the guest %s: it becomes an error of ours', (_, body) => {
    const error = refusalOf(body);
    expect(error).toBeInstanceOf(Error);
    expect(error).not.toBeInstanceOf(DomainError);
    expect(error.message).not.toContain('10.0.0.7');
  });
});

describe('a refusal of one part of many', () => {
  it('is told to the guest as one of a whole request, with the seconds to wait for', () => {
    const part = (code: string, status: number) =>
      refusalOfPart({ problem: problem(code, status), retryAfterSeconds: 42 });
    expect(part('hold_mismatch', 409)).toMatchObject({ kind: 'unprocessable', code: 'idempotency_key_reused' });
    expect(part('too_many_abandoned_bookings', 429)).toMatchObject({ kind: 'too_many', retryAfterSeconds: 42 });
    expect(part('too_late', 409)).not.toBeInstanceOf(DomainError);
  });

  it('for rows that somebody keeps is told apart: only those who need them are to wait', () => {
    const contended = { problem: problem('contended', 503) };
    expect(refusalOfPart({ ...contended, retryAfterSeconds: 3 })).toMatchObject({
      code: 'contended',
      retryAfterSeconds: 3,
    });
    expect(refusalOfPart(contended)).toMatchObject({ code: 'contended', retryAfterSeconds: 1 });
    expect(refusalOfPart(contended)).toBeInstanceOf(Contended);
  });

  it.each([
    ['database_unavailable', 503],
    ['overloaded', 503],
    // As a call that is answered so as a whole.
    ['internal_error', 500],
  ])('for what may be over soon is one to be asked for again: %s', (code, status) => {
    const error = refusalOfPart({ problem: problem(code, status), retryAfterSeconds: 2 });
    expect(error).toBeInstanceOf(Unavailable);
    expect(error).not.toBeInstanceOf(Contended);
    expect(error).toMatchObject({ code: 'hotel_inventory_unavailable', retryAfterSeconds: 2 });
  });
});

describe('that hotel-inventory is too busy', () => {
  it.each<[number, unknown, boolean]>([
    [429, problem('rate_limited', 429), true],
    [429, problem('too_many_requests', 429), true],
    [429, undefined, true],
    [429, problem('too_many_pending_bookings', 429), false],
    [429, problem('too_many_abandoned_bookings', 429), false],
    [503, problem('overloaded', 503), true],
    [503, problem('database_unavailable', 503), true],
    [503, problem('contended', 503), true],
    // By somebody in between: it may be worth another try at once.
    [503, undefined, false],
    [503, null, false],
    [500, problem('internal_error', 500), false],
    [409, problem('sold_out', 409), false],
  ])('is told by %i %j: %s', (status, body, busy) => {
    expect(isBusy(status, body)).toBe(busy);
  });
});
