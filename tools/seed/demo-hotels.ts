export interface DemoCategory {
  name: string;
  roomType: 'SINGLE' | 'DOUBLE' | 'FAMILY' | 'DELUXE' | 'SUITE';
  /** Minor units of the hotel's currency, per room and night. */
  price: number;
  maxGuests: number;
  numbers: string[];
}

export interface DemoHotel {
  name: string;
  address: string;
  city: string;
  country: string;
  timezone: string;
  currency: string;
  checkInTime?: string;
  checkOutTime?: string;
  categories: DemoCategory[];
}

/** Time zones with and without daylight saving, and currencies with two, no and three decimals. */
export const DEMO_HOTELS: readonly DemoHotel[] = [
  {
    name: 'Casa do Tejo',
    address: 'Rua dos Remédios 112, 1100-453',
    city: 'Lisboa',
    country: 'PT',
    timezone: 'Europe/Lisbon',
    currency: 'EUR',
    categories: [
      { name: 'Single', roomType: 'SINGLE', price: 6_900, maxGuests: 1, numbers: rooms(101, 6) },
      { name: 'Double with river view', roomType: 'DOUBLE', price: 11_500, maxGuests: 2, numbers: rooms(201, 10) },
      { name: 'Family', roomType: 'FAMILY', price: 15_900, maxGuests: 4, numbers: rooms(301, 4) },
    ],
  },
  {
    name: 'The Hudson Lantern',
    address: '418 West 25th Street',
    city: 'New York',
    country: 'US',
    timezone: 'America/New_York',
    currency: 'USD',
    checkInTime: '16:00',
    categories: [
      { name: 'Queen', roomType: 'DOUBLE', price: 24_900, maxGuests: 2, numbers: rooms(501, 12) },
      { name: 'Corner suite', roomType: 'SUITE', price: 52_000, maxGuests: 3, numbers: rooms(901, 2) },
    ],
  },
  {
    name: 'Sumida Garden Inn',
    address: '2-14-6 Asakusa, Taito',
    city: 'Tokyo',
    country: 'JP',
    timezone: 'Asia/Tokyo',
    currency: 'JPY',
    checkOutTime: '10:00',
    categories: [
      { name: 'Single', roomType: 'SINGLE', price: 9_800, maxGuests: 1, numbers: rooms(11, 8) },
      { name: 'Tatami double', roomType: 'DOUBLE', price: 18_500, maxGuests: 2, numbers: rooms(21, 6) },
    ],
  },
  {
    name: 'Dar Al Bahar',
    address: 'Arabian Gulf Street 7, Salmiya',
    city: 'Kuwait City',
    country: 'KW',
    timezone: 'Asia/Kuwait',
    currency: 'KWD',
    checkInTime: '14:00',
    checkOutTime: '12:00',
    categories: [
      { name: 'Deluxe', roomType: 'DELUXE', price: 38_500, maxGuests: 2, numbers: rooms(1, 8, 'D') },
      { name: 'Family suite', roomType: 'FAMILY', price: 61_250, maxGuests: 5, numbers: rooms(1, 3, 'S') },
    ],
  },
];

function rooms(first: number, count: number, prefix = ''): string[] {
  return Array.from({ length: count }, (_, i) => `${prefix}${first + i}`);
}
