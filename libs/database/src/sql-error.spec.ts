import { SqlError } from 'mariadb';
import {
  DatabaseReadOnly,
  isConnectionFailure,
  isDatabaseAway,
  isDatabaseUnavailable,
  isDuplicateKey,
  isForeignKeyViolation,
  isReadOnly,
  isRetryable,
  isWorthAnotherTry,
  sqlErrorNumber,
} from './sql-error.js';

const ofDriver = (errno: number, sqlState = 'HY000', fatal = false) =>
  Object.assign(Object.create(SqlError.prototype) as SqlError, { errno, sqlState, fatal });
const ofPrisma = (cause: object) => Object.assign(new Error('P2010'), { meta: { driverAdapterError: { cause } } });

describe('the number of a database error', () => {
  it('is the driver’s, or what Prisma wraps, as number or text', () => {
    expect(sqlErrorNumber(ofDriver(1213))).toBe(1213);
    expect(sqlErrorNumber(ofPrisma({ originalCode: '1062' }))).toBe(1062);
    expect(sqlErrorNumber(ofPrisma({ originalCode: 1205 }))).toBe(1205);
  });

  it.each([
    ['an Error', new Error('1062')],
    ['an error with a number that is not SQL’s', Object.assign(new Error('x'), { errno: 1062 })],
    ['a reset socket that is not the driver’s', Object.assign(new Error('x'), { errno: -104, syscall: 'read' })],
    ['a Prisma error without a cause', Object.assign(new Error('P2025'), { meta: {} })],
    ['a text', '1062'],
    ['null', null],
    ['undefined', undefined],
  ])('is none for %s, which is then of no kind', (_, error) => {
    expect(sqlErrorNumber(error)).toBeUndefined();
    const kinds = [isDuplicateKey, isForeignKeyViolation, isRetryable, isConnectionFailure, isDatabaseUnavailable];
    expect(kinds.map((isKind) => isKind(error))).toEqual([false, false, false, false, false]);
  });
});

describe('what an error allows', () => {
  it.each([1213, 1205, 1020, 3101])('another try after %i', (number) =>
    expect(isRetryable(ofDriver(number))).toBe(true),
  );

  it.each([1062, 1064, 1451, 1690, 3819, 4025])('no other try after %i, which would fail again', (number) =>
    expect(isRetryable(ofDriver(number))).toBe(false),
  );

  it('tells a duplicate key from a missing or used row', () => {
    expect(isDuplicateKey(ofDriver(1062))).toBe(true);
    expect(isForeignKeyViolation(ofDriver(1062))).toBe(false);
    for (const number of [1451, 1452]) {
      expect(isForeignKeyViolation(ofPrisma({ originalCode: number }))).toBe(true);
      expect(isDuplicateKey(ofPrisma({ originalCode: number }))).toBe(false);
    }
  });

  it.each([
    ['a connection that broke', ofDriver(45009, '08S01', true)],
    ['any fatal error', ofDriver(1927, '70100', true)],
    ['a connection that was refused', ofDriver(1040, '08004')],
    [
      'a socket that was reset under a statement',
      Object.assign(new Error('read ECONNRESET'), { errno: -104, syscall: 'read', fatal: true, sqlState: 'HY000' }),
    ],
    ['a closed connection under Prisma', ofPrisma({ kind: 'ConnectionClosed' })],
    ['an unreachable server under Prisma', ofPrisma({ kind: 'DatabaseNotReachable' })],
    ['a silent server under Prisma', ofPrisma({ kind: 'SocketTimeout' })],
  ])('takes %s for a connection that failed', (_, error) => {
    expect(isConnectionFailure(error)).toBe(true);
    expect(isDatabaseUnavailable(error)).toBe(true);
  });

  it('takes an exhausted pool for unavailable, and not for a failed connection, which would be tried again', () => {
    expect(isConnectionFailure(ofDriver(45028))).toBe(false);
    expect(isDatabaseUnavailable(ofDriver(45028))).toBe(true);
  });

  it.each([1021, 1114])('takes a full disk (%i) for unavailable, and not for something to try again', (number) => {
    expect(isDatabaseUnavailable(ofDriver(number))).toBe(true);
    expect(isRetryable(ofDriver(number))).toBe(false);
  });

  it.each([
    ['a read-only server', ofDriver(1290)],
    ['read-only storage', ofDriver(1836)],
    ['a read-only transaction', ofDriver(1792, '25006')],
    ['a node outside its cluster', ofDriver(1047, '08S01')],
    ['one of them under Prisma', ofPrisma({ originalCode: '1290' })],
    ['what the probe was told', new DatabaseReadOnly()],
  ])('takes %s for a database that is away', (_, error) => {
    expect([isReadOnly(error), isDatabaseUnavailable(error), isDatabaseAway(error)]).toEqual([true, true, true]);
    expect(isRetryable(error)).toBe(false);
  });

  it('allows no other try of what takes no writes', () => {
    expect(isWorthAnotherTry(new DatabaseReadOnly(ofDriver(1290)))).toBe(false);
  });

  it.each([1969, 3024])('takes a statement that took too long (%i) for unavailable, and nothing else', (number) => {
    expect(isDatabaseUnavailable(ofDriver(number))).toBe(true);
    expect([isDatabaseAway(ofDriver(number)), isRetryable(ofDriver(number))]).toEqual([false, false]);
  });

  it('does not take a refused statement for an absent database', () => {
    expect(isDatabaseUnavailable(ofDriver(1062, '23000'))).toBe(false);
    expect(isDatabaseUnavailable(ofDriver(4025, '23000'))).toBe(false);
  });
});
