import { BadRequestException, HttpException, NotFoundException, ServiceUnavailableException } from '@nestjs/common';
import { DomainError, type ErrorKind, InvalidRequest, Refused, Unavailable } from './domain-error.js';
import { problemOf, retryAfterOf } from './problem.js';

const REQUEST = 'request-0001';

describe('a refusal of ours', () => {
  it.each<[ErrorKind, number]>([
    ['invalid', 400],
    ['unauthenticated', 401],
    ['forbidden', 403],
    ['not_found', 404],
    ['conflict', 409],
    ['gone', 410],
    ['unprocessable', 422],
    ['unavailable', 503],
  ])('that is %s has the status %i', (kind, status) => {
    expect(problemOf(new DomainError(kind, 'some_code', 'Do this.'), REQUEST)).toMatchObject({
      status,
      code: 'some_code',
      type: 'urn:staylock:problem:some_code',
      detail: 'Do this.',
      requestId: REQUEST,
    });
  });

  it('brings its own members', () => {
    const refused = new Refused({
      kind: 'conflict',
      code: 'sold_out',
      detail: 'Full.',
      members: { nights: ['2027-06-01'] },
    });
    expect(problemOf(refused, REQUEST)).toMatchObject({ code: 'sold_out', nights: ['2027-06-01'] });
    expect(problemOf(new InvalidRequest([{ field: 'rooms', message: 'too many' }]), REQUEST)).toMatchObject({
      status: 400,
      errors: [{ field: 'rooms', message: 'too many' }],
    });
  });

  it('cannot change what the document itself says', () => {
    const members = {
      status: 200,
      code: 'fine',
      type: 'about:blank',
      title: 'OK',
      detail: 'All good.',
      requestId: 'other',
    };
    const problem = problemOf(new DomainError('conflict', 'sold_out', 'Full.', members), REQUEST);
    expect(problem).toEqual({
      type: 'urn:staylock:problem:sold_out',
      title: 'Conflict',
      status: 409,
      detail: 'Full.',
      code: 'sold_out',
      requestId: REQUEST,
    });
  });

  it('says when to come back if a part cannot be reached, and else not', () => {
    expect(retryAfterOf(new Unavailable('inventory_unavailable', 'Later.', 7))).toBe(7);
    expect(retryAfterOf(new DomainError('conflict', 'sold_out', 'Full.'))).toBeUndefined();
  });
});

describe('an error that nobody foresaw', () => {
  const secret = "SELECT * FROM Booking WHERE guestEmail = 'ada@example.org'";

  it.each<[string, unknown]>([
    ['an Error', Object.assign(new Error(secret), { code: secret, members: { secret } })],
    ['an Error with a cause', new Error('x', { cause: new Error(secret) })],
    [
      'a failed statement',
      Object.assign(new Error(secret), { meta: { driverAdapterError: { cause: { originalCode: '1064' } } } }),
    ],
    ['a string', secret],
    ['an object', { message: secret, detail: secret }],
    ['an object that claims to be a server error', { statusCode: 500, message: secret }],
    ['an HTTP exception of the server’s', new HttpException(secret, 500)],
    ['null', null],
    ['undefined', undefined],
  ])('leaks nothing: %s', (_, error) => {
    const problem = problemOf(error, REQUEST);
    expect(problem).toMatchObject({ status: 500, code: 'internal_error', requestId: REQUEST });
    expect(JSON.stringify(problem)).not.toContain('ada@example.org');
    expect(retryAfterOf(error)).toBeUndefined();
  });
});

describe('a database that is away', () => {
  const away = (cause: object) =>
    Object.assign(new Error('closed 10.0.0.7'), { meta: { driverAdapterError: { cause } } });

  it.each<[string, unknown]>([
    ['a connection that broke', away({ kind: 'ConnectionClosed' })],
    ['a server that does not answer', away({ kind: 'SocketTimeout' })],
    ['a pool that had none to give', away({ originalCode: '45028' })],
  ])('is a 503 that says when to come back, for %s', (_, error) => {
    const problem = problemOf(error, REQUEST);
    expect(problem).toMatchObject({ status: 503, code: 'database_unavailable', requestId: REQUEST });
    expect(JSON.stringify(problem)).not.toContain('10.0.0.7');
    expect(retryAfterOf(error)).toBeGreaterThan(0);
  });
});

describe('a refusal by the framework', () => {
  it('keeps its status and has a code of ours', () => {
    expect(problemOf(new NotFoundException('Cannot GET /api/v1/nothing'), REQUEST)).toMatchObject({
      status: 404,
      code: 'not_found',
      detail: 'Cannot GET /api/v1/nothing',
    });
    expect(problemOf(new BadRequestException('Unexpected end of JSON input'), REQUEST)).toMatchObject({
      status: 400,
      code: 'malformed_request',
    });
  });

  it.each([
    [400, 'malformed_request'],
    [413, 'payload_too_large'],
    [414, 'uri_too_long'],
    [415, 'unsupported_media_type'],
    [429, 'too_many_requests'],
    [418, 'bad_request'],
  ])('by Fastify with %i has the code %s', (statusCode, code) => {
    const error = Object.assign(new Error('as Fastify says'), { statusCode });
    expect(problemOf(error, REQUEST)).toMatchObject({ status: statusCode, code, detail: 'as Fastify says' });
  });

  it('by the readiness check is a 503', () => {
    expect(problemOf(new ServiceUnavailableException(), REQUEST)).toMatchObject({ status: 503, code: 'unavailable' });
  });

  it.each([0, 200, 302, 399, 502, '404'])('needs a status of refusals, which %p is not', (statusCode) => {
    expect(problemOf({ statusCode }, REQUEST)).toMatchObject({ status: 500, code: 'internal_error' });
  });
});
