import type { Answer } from '../support/http.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { Retention } from '../../apps/hotel-inventory/src/retention/retention.service.js';

let world: InventoryWorld;
let hotelId: number;
const tokens = {} as Record<'bob' | 'carol' | 'mallory', string>;

beforeAll(async () => {
  world = await InventoryWorld.start();
  for (const user of ['bob', 'carol', 'mallory'] as const) tokens[user] = await world.token('staff', user);
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.database.query('DELETE FROM StaffInvitation');
  hotelId = await world.addHotel({ name: 'Casa da Praia' });
});

const invite = (userId: string, by = world.staff, to = hotelId) =>
  world.call('PUT', `/hotels/${to}/staff/${userId}`, by);
const accept = (token: string, of = hotelId) => world.call('POST', `/invitations/${of}/accept`, token);
const decline = (token: string, of = hotelId) => world.call('DELETE', `/invitations/${of}`, token);
const remove = (userId: string, by = world.staff) => world.call('DELETE', `/hotels/${hotelId}/staff/${userId}`, by);
const own = async (token: string) => (await world.call('GET', '/invitations', token)).body;
const ofHotel = async () => (await world.call('GET', `/hotels/${hotelId}/invitations`, world.staff)).body;
const told = ({ status, body }: Answer<Record<string, unknown> | undefined>) => [status, body?.['code']];

async function staff(of = hotelId): Promise<string[]> {
  const sql = 'SELECT userId FROM HotelStaff WHERE hotelId = ? ORDER BY userId';
  return (await world.database.query<{ userId: string }>(sql, [of])).map(({ userId }) => userId);
}

async function pending(where: string, value: unknown): Promise<number> {
  return (await world.database.query(`SELECT hotelId FROM StaffInvitation WHERE ${where} = ?`, [value])).length;
}

describe('a user who is invited', () => {
  it('is not staff before they have agreed to it', async () => {
    const invitation = {
      ...{ hotelId, hotelName: 'Casa da Praia', userId: 'bob', invitedBy: 'alice' },
      ...{ createdAt: expect.any(String) as string, expiresAt: expect.any(String) as string },
    };
    expect(await invite('bob')).toMatchObject({ status: 202, body: invitation });
    expect(await staff()).toEqual(['alice']);
    expect((await world.call('PATCH', `/hotels/${hotelId}`, tokens.bob, { name: 'Bob’s' })).status).toBe(403);
    const path = `/staff/bob/hotels`;
    expect((await world.call('GET', path, await world.serviceToken())).body).toEqual({ hotelIds: [] });

    expect(await own(tokens.bob)).toEqual({ items: [invitation], nextCursor: null });
    expect(await ofHotel()).toEqual({ items: [invitation], nextCursor: null });
    expect((await accept(tokens.bob)).status).toBe(204);
    expect(await staff()).toEqual(['alice', 'bob']);
    expect((await world.call('PATCH', `/hotels/${hotelId}`, tokens.bob, { name: 'Ours' })).status).toBe(200);
    expect((await own(tokens.bob))['items']).toEqual([]);
  });

  it('may be told and may answer twice', async () => {
    const [first, second] = [await invite('bob'), await invite('bob')];
    expect(second).toMatchObject({ status: 202, body: first.body });
    expect([(await accept(tokens.bob)).status, (await accept(tokens.bob)).status]).toEqual([204, 204]);
    expect(await invite('bob')).toMatchObject({ status: 204, body: undefined });
    expect(await staff()).toEqual(['alice', 'bob']);
    expect(await pending('hotelId', hotelId)).toBe(0);
  });

  it('has two weeks', async () => {
    const { body } = await invite('bob');
    const days = (Date.parse(String(body['expiresAt'])) - Date.parse(String(body['createdAt']))) / 86_400_000;
    expect(days).toBe(14);
    await world.database.query('UPDATE StaffInvitation SET expiresAt = UTC_TIMESTAMP(3)');
    expect(told(await accept(tokens.bob))).toEqual([404, 'invitation_not_found']);
    expect([(await own(tokens.bob))['items'], (await ofHotel())['items']]).toEqual([[], []]);
    expect(await staff()).toEqual(['alice']);
    // Another one is good again.
    await invite('bob');
    expect((await accept(tokens.bob)).status).toBe(204);
  });

  it('may decline, as often as they like, and be invited again', async () => {
    await invite('bob');
    expect([(await decline(tokens.bob)).status, (await decline(tokens.bob)).status]).toEqual([204, 204]);
    expect(told(await accept(tokens.bob))).toEqual([404, 'invitation_not_found']);
    expect((await invite('bob')).status).toBe(202);
  });

  it('answers for nobody else', async () => {
    await invite('bob');
    expect(told(await accept(tokens.carol))).toEqual([404, 'invitation_not_found']);
    expect((await decline(tokens.carol)).status).toBe(204);
    expect((await own(tokens.carol))['items']).toEqual([]);
    // Not even who invited, nor a guest of the same name.
    await invite('mallory');
    expect(told(await accept(await world.token('guest', 'bob')))).toEqual([403, 'not_allowed']);
    expect(await staff()).toEqual(['alice']);
    expect((await accept(tokens.bob)).status).toBe(204);
  });

  it('is told the same of a hotel that does not exist as of one that did not invite', async () => {
    const { requestId: _a, ...stranger } = (await accept(tokens.bob)).body;
    const { requestId: _b, ...missing } = (await accept(tokens.bob, 999_999)).body;
    expect(missing).toEqual(stranger);
  });
});

describe('an invitation', () => {
  it('is withdrawn by the hotel, and then worth nothing', async () => {
    await invite('bob');
    expect((await remove('bob')).status).toBe(204);
    expect(told(await accept(tokens.bob))).toEqual([404, 'invitation_not_found']);
  });

  it('is worth nothing once the member who sent it was taken off', async () => {
    await invite('bob');
    await accept(tokens.bob);
    await invite('mallory', tokens.bob);
    await invite('carol');
    expect((await remove('bob')).status).toBe(204);
    expect(told(await accept(tokens.mallory))).toEqual([404, 'invitation_not_found']);
    expect((await accept(tokens.carol)).status).toBe(204);
    expect(await staff()).toEqual(['alice', 'carol']);
  });

  it('is needed anew by who has left', async () => {
    await invite('bob');
    await accept(tokens.bob);
    expect((await remove('bob', tokens.bob)).status).toBe(204);
    expect(await staff()).toEqual(['alice']);
    expect(told(await accept(tokens.bob))).toEqual([404, 'invitation_not_found']);
    await invite('bob');
    expect(await staff()).toEqual(['alice']);
  });

  it('is listed page by page, to both sides', async () => {
    const other = await world.addHotel();
    for (const userId of ['bob', 'carol']) await invite(userId);
    await invite('bob', world.staff, other);
    const path = `/hotels/${hotelId}/invitations?limit=1`;
    const first = await world.call('GET', path, world.staff);
    const second = await world.call('GET', `${path}&cursor=${String(first.body['nextCursor'])}`, world.staff);
    expect([first.body['items'], second.body['items']]).toMatchObject([[{ userId: 'bob' }], [{ userId: 'carol' }]]);
    expect(second.body['nextCursor']).toBeNull();
    const mine = await world.call('GET', '/invitations?limit=1', tokens.bob);
    const next = await world.call('GET', `/invitations?limit=1&cursor=${String(mine.body['nextCursor'])}`, tokens.bob);
    expect([mine.body['items'], next.body['items']]).toMatchObject([[{ hotelId }], [{ hotelId: other }]]);
  });

  it('goes with its hotel', async () => {
    await invite('bob');
    expect((await world.call('DELETE', `/hotels/${hotelId}`, world.staff)).status).toBe(204);
    expect((await own(tokens.bob))['items']).toEqual([]);
    expect(told(await accept(tokens.bob))).toEqual([404, 'invitation_not_found']);
  });

  it('is deleted when its time is over, and not before', async () => {
    const retention = world.inventory.app.get(Retention, { strict: false });
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
    await invite('bob');
    await retention.prune(inDays(13));
    expect([await pending('userId', 'bob'), await parties()]).toEqual([1, 0]);
    expect(await retention.prune(inDays(15))).toBe(1);
    expect(await pending('userId', 'bob')).toBe(0);
  });

  const parties = async () => (await world.database.query('SELECT userId FROM InvitationParty')).length;

  it('is accepted or withdrawn, in one order, when both happen at once', async () => {
    for (let round = 0; round < 8; round++) {
      await invite('bob');
      const [accepted, withdrawn] = await Promise.all([accept(tokens.bob), remove('bob')]);
      expect(withdrawn.status).toBe(204);
      expect([204, 404]).toContain(accepted.status);
      // Withdrawn after it was accepted takes the member off again.
      expect(await staff()).toEqual(['alice']);
      expect(await pending('hotelId', hotelId)).toBe(0);
    }
  });
});
