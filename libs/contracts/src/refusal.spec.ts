import { refusalFor } from './refusal.js';

describe('what a guest is told', () => {
  it.each(['sold_out', 'not_on_sale'] as const)('names the nights for %s, as a conflict', (code) => {
    const refusal = refusalFor({ code, nights: ['2027-06-02', '2027-06-04'] });
    expect(refusal).toMatchObject({ kind: 'conflict', code, members: { nights: ['2027-06-02', '2027-06-04'] } });
  });

  it('names the hotel’s today for a check-in that is past', () => {
    const refusal = refusalFor({ code: 'check_in_past', today: '2027-06-02' });
    expect(refusal).toMatchObject({ kind: 'invalid', code: 'invalid_request' });
    expect(refusal.members['errors']).toEqual([
      { field: 'checkInDate', message: expect.stringContaining('2027-06-02') as string },
    ]);
  });

  it('names how many guests fit when there are too many', () => {
    const refusal = refusalFor({ code: 'too_many_guests', maxGuests: 4 });
    expect(refusal).toMatchObject({ kind: 'invalid', code: 'invalid_request' });
    expect(refusal.members['errors']).toEqual([
      { field: 'totalGuests', message: expect.stringContaining('4') as string },
    ]);
  });
});
