import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { CreateBookingDto } from './booking.dto.js';

const GUEST = { name: 'Ada Lovelace', email: 'ada@example.org' };
const REQUEST = {
  ...{ hotelId: 1, roomCategoryId: 11, checkInDate: '2027-03-27', checkOutDate: '2027-03-29', totalGuests: 2 },
  guest: GUEST,
};

const parse = (change: object) => plainToInstance(CreateBookingDto, { ...REQUEST, ...change });
const wrongIn = (change: object) => fieldsOf(validateSync(parse(change)));

function fieldsOf(errors: ValidationError[], path = ''): string[] {
  return errors.flatMap(({ property, constraints, children }) => [
    ...(constraints ? [`${path}${property}`] : []),
    ...fieldsOf(children ?? [], `${path}${property}.`),
  ]);
}

describe('a request for a booking', () => {
  it('needs no more than a stay and a guest: one room, told of in English', () => {
    expect(wrongIn({})).toEqual([]);
    expect(parse({})).toMatchObject({ rooms: 1, guest: { ...GUEST, locale: 'en' } });
  });

  it.each([
    ['rooms', { rooms: null }],
    ['bookingAmount', { bookingAmount: null }],
    ['idempotencyKey', { idempotencyKey: null }],
    ['guest.locale', { guest: { ...GUEST, locale: null } }],
  ])('does not take null for a %s that is left out', (field, change) => {
    expect(wrongIn(change)).toEqual([field]);
  });

  it.each([
    ['rooms', { rooms: 50 }, { rooms: 51 }],
    ['rooms', { rooms: 1 }, { rooms: 0 }],
    ['totalGuests', { totalGuests: 2_500 }, { totalGuests: 2_501 }],
    ['totalGuests', { totalGuests: 1 }, { totalGuests: 1.5 }],
    ['bookingAmount', { bookingAmount: 0 }, { bookingAmount: -1 }],
    ['checkOutDate', { checkOutDate: '2027-05-26' }, { checkOutDate: '2027-05-27' }],
    ['checkOutDate', { checkOutDate: '2027-03-28' }, { checkOutDate: '2027-03-27' }],
    ['specialRequests', { specialRequests: 'x'.repeat(2_000) }, { specialRequests: 'x'.repeat(2_001) }],
    ['guest.name', { guest: { ...GUEST, name: 'x'.repeat(200) } }, { guest: { ...GUEST, name: 'x'.repeat(201) } }],
    [
      'guest.locale',
      { guest: { ...GUEST, locale: 'pt-PT' } },
      { guest: { ...GUEST, locale: 'Portuguese (Portugal)' } },
    ],
  ])('has bounds: %s', (field, allowed, refused) => {
    expect(wrongIn(allowed)).toEqual([]);
    expect(wrongIn(refused)).toEqual([field]);
  });

  it.each(['', '   ', 'Ada\nBcc: eve@example.org', 'Ada\rLovelace', 'Ada\u0000Lovelace', 42])(
    'has a guest whose name is one line, which %j is not',
    (name) => expect(wrongIn({ guest: { ...GUEST, name } })).toEqual(['guest.name']),
  );

  it('has wishes on any number of lines', () => {
    expect(wrongIn({ specialRequests: 'A cot\r\n\tand two 👨‍👩‍👧 pillows\n' })).toEqual([]);
  });

  it.each(['A cot\u0000', 'A \u202ecot', '\u001b[31mA cot', 'A\u2028cot'])(
    'has wishes without characters that hide, as in %j',
    (specialRequests) => expect(wrongIn({ specialRequests })).toEqual(['specialRequests']),
  );

  it('has a guest', () => {
    for (const guest of [undefined, null, 'Ada', []]) expect(wrongIn({ guest })).not.toEqual([]);
  });
});
