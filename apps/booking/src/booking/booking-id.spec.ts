import { bookingIdOf } from './booking-id.js';

const KEY = '0b0e6c9a-5d0f-4f3e-9c62-3f3d6a9f3b0e';

describe('the id of a booking', () => {
  it('is the same for ever: a retry after an upgrade must find its booking', () => {
    expect(bookingIdOf('42', KEY)).toBe('e21ac875-d971-569b-af92-817f4b016fc1');
  });

  it('is a UUID of version 5, which the paths of holds accept', () => {
    expect(bookingIdOf('42', KEY)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is another one for another user or key', () => {
    const ids = [
      bookingIdOf('42', KEY),
      bookingIdOf('43', KEY),
      bookingIdOf('42', 'f3b2f0d4-7a37-4f0c-8f43-5b8a2f0b9a11'),
      // Users whose names end or begin with hex digits do not run into the key.
      bookingIdOf('420', KEY),
      bookingIdOf('', KEY),
      bookingIdOf('São', KEY),
    ];
    expect(new Set(ids).size).toBe(ids.length);
  });
});
