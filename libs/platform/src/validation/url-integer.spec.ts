import { plainToInstance } from 'class-transformer';
import { IsOptional, validateSync } from 'class-validator';
import { IsUrlId, IsUrlInteger } from './url-integer.js';

class HotelPath {
  @IsUrlId()
  hotelId: unknown;
}

class Query {
  @IsOptional()
  @IsUrlInteger(0, 100)
  limit: unknown = 20;
}

function read(form: new () => HotelPath | Query, members: object): unknown {
  const instance = plainToInstance(form, members);
  const [error] = validateSync(instance);
  return error ? Object.values(error.constraints ?? {}) : Object.values(instance)[0];
}

describe('a number in a path or a query', () => {
  it.each([
    ['1', 1],
    ['20', 20],
    ['2147483647', 2_147_483_647],
  ])('may be %s', (hotelId, number) => expect(read(HotelPath, { hotelId })).toBe(number));

  it.each([
    ...['0x1', '0b1', '1e0', '1.0', '.1e1', ' 1', '1 ', '+1', '-1', '01', '1_0', '１', '', ' ', 'NaN', 'null'],
    ...['0', '2147483648', '99999999999999999999', ['1'], ['1', '2'], { a: '1' }, null, undefined, true],
  ])('may not be %j', (hotelId) => {
    expect(read(HotelPath, { hotelId })).toEqual(expect.arrayContaining([expect.stringContaining('hotelId must')]));
  });

  it('has its default when it is left out', () => {
    expect(read(Query, {})).toBe(20);
    expect(read(Query, { limit: '0' })).toBe(0);
    expect(read(Query, { limit: '0x10' })).toContain('limit must be a whole number from 0 to 100, in digits');
  });
});
