import { availabilityOf, nightKey, type Offer, reasonsAgainst, type Wish } from './offer.js';

const HOTEL = {
  ...{ name: 'Casa da Praia', address: 'Rua do Mar 1', city: 'Lisboa', country: 'PT', timezone: 'Europe/Lisbon' },
  ...{ checkInTime: '15:00', checkOutTime: '11:00', categoryName: 'Double' },
};
const LIMITS = { roomNightsPerHold: null, roomNights: null, roomNightsAtOnce: null };
const NIGHTS = [
  { date: '2027-03-27', price: 10_000, roomsLeft: 3 },
  { date: '2027-03-28', price: 12_500, roomsLeft: 2 },
];

const offer = (parts: Partial<Offer> = {}): Offer => ({
  ...{ now: new Date('2027-03-01T12:00:00Z'), hotelId: 1, currency: 'EUR', maxGuests: 2, hotel: HOTEL },
  ...{ limits: LIMITS, nights: NIGHTS },
  ...parts,
});
const wish = (parts: Partial<Wish> = {}): Wish => ({
  ...{ checkInDate: '2027-03-27', checkOutDate: '2027-03-29', rooms: 1, totalGuests: 2 },
  ...parts,
});
const at = (timezone: string, now: string) => offer({ now: new Date(now), hotel: { ...HOTEL, timezone } });

describe('a stay that can be had', () => {
  it('has a price for all rooms and nights, and the rooms of its scarcest night', () => {
    expect(availabilityOf(offer(), wish({ rooms: 2 }))).toEqual({
      available: true,
      hotelId: 1,
      roomsLeft: 2,
      nights: NIGHTS,
      totalPrice: 45_000,
      currency: 'EUR',
      reasons: [],
    });
  });
});

describe('rooms', () => {
  it('are enough when a night has just as many as are wanted', () => {
    expect(reasonsAgainst(offer(), wish({ rooms: 2 }))).toEqual([]);
  });

  it('are short on the nights that have one less, which are named', () => {
    const reasons = [{ code: 'sold_out', nights: ['2027-03-28'] }];
    expect(reasonsAgainst(offer(), wish({ rooms: 3 }))).toEqual(reasons);
    expect(availabilityOf(offer(), wish({ rooms: 3 }))).toMatchObject({ available: false, roomsLeft: 2, reasons });
  });

  it('are short on every night without any', () => {
    const nights = NIGHTS.map((night) => ({ ...night, roomsLeft: 0 }));
    expect(reasonsAgainst(offer({ nights }), wish())).toEqual([
      { code: 'sold_out', nights: ['2027-03-27', '2027-03-28'] },
    ]);
  });
});

describe('nights', () => {
  it('that are not on sale are named, and no rooms are then left for the stay', () => {
    const later = wish({ checkOutDate: '2027-03-31' });
    const reasons = [{ code: 'not_on_sale', nights: ['2027-03-29', '2027-03-30'] }];
    expect(availabilityOf(offer(), later)).toMatchObject({ available: false, roomsLeft: 0, reasons });
  });

  it('need not be on sale on the day of the check-out', () => {
    expect(reasonsAgainst(offer(), wish())).toEqual([]);
  });

  it('may all be missing', () => {
    expect(availabilityOf(offer({ nights: [] }), wish())).toMatchObject({
      available: false,
      roomsLeft: 0,
      totalPrice: 0,
      reasons: [{ code: 'not_on_sale', nights: ['2027-03-27', '2027-03-28'] }],
    });
  });
});

describe('guests', () => {
  it.each([
    [1, 2, 0],
    [1, 3, 1],
    [2, 4, 0],
    [2, 5, 1],
  ])('in %i rooms of two: of %i, %i reasons against it', (rooms, totalGuests, reasons) => {
    expect(reasonsAgainst(offer(), wish({ rooms, totalGuests }))).toHaveLength(reasons);
  });

  it('are told how many fit into so many rooms', () => {
    expect(reasonsAgainst(offer(), wish({ rooms: 2, totalGuests: 5 }))).toEqual([
      { code: 'too_many_guests', maxGuests: 4 },
    ]);
  });

  it('are not counted when nobody said how many', () => {
    expect(reasonsAgainst(offer(), wish({ totalGuests: undefined }))).toEqual([]);
  });
});

describe('a check-in', () => {
  it('may be today, at the hotel, until its midnight', () => {
    // In summer time Lisbon's midnight is 23:00 UTC.
    const summer = wish({ checkInDate: '2027-07-14', checkOutDate: '2027-07-15' });
    const nights = [{ date: '2027-07-14', price: 10_000, roomsLeft: 1 }];
    expect(reasonsAgainst({ ...at('Europe/Lisbon', '2027-07-14T22:59:59.999Z'), nights }, summer)).toEqual([]);
    expect(reasonsAgainst({ ...at('Europe/Lisbon', '2027-07-14T23:00:00.000Z'), nights }, summer)).toEqual([
      { code: 'check_in_past', today: '2027-07-15' },
    ]);
  });

  it('is past by the hotel’s calendar, not by UTC’s', () => {
    const reasons = (timezone: string, now: string) => reasonsAgainst(at(timezone, now), wish());
    // UTC has the 28th; at Pago Pago it is still the 27th.
    expect(reasons('Pacific/Pago_Pago', '2027-03-28T10:00:00Z')).toEqual([]);
    // UTC has the 27th; at Kiritimati it is already the 28th.
    expect(reasons('Pacific/Kiritimati', '2027-03-27T11:00:00Z')).toEqual([
      { code: 'check_in_past', today: '2027-03-28' },
    ]);
  });
});

describe('what stands in the way', () => {
  it('is all told, a check-in that is past before all else', () => {
    const late = offer({ now: new Date('2027-03-28T12:00:00Z') });
    const reasons = reasonsAgainst(late, wish({ checkOutDate: '2027-03-30', rooms: 3, totalGuests: 7 }));
    expect(reasons.map((reason) => reason.code)).toEqual([
      'check_in_past',
      'too_many_guests',
      'not_on_sale',
      'sold_out',
    ]);
  });
});

it('nights of different categories or dates have different names', () => {
  const names = [1, 11].flatMap((id) => ['2027-03-27', '2027-03-28'].map((date) => nightKey(id, date)));
  expect(new Set(names).size).toBe(4);
});
