import type { Answer } from '../support/http.js';
import { InventoryWorld } from '../support/inventory-world.js';

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
  hotelId = await world.addHotel();
});

const invite = (userId: string, by = world.staff, to = hotelId) =>
  world.call('PUT', `/hotels/${to}/staff/${userId}`, by);
const accept = (token: string) => world.call('POST', `/invitations/${hotelId}/accept`, token);
const remove = (userId: string) => world.call('DELETE', `/hotels/${hotelId}/staff/${userId}`, world.staff);
const told = ({ status, body }: Answer<Record<string, unknown> | undefined>) => [status, body?.['code']];

async function pending(where: string, value: unknown): Promise<number> {
  return (await world.database.query(`SELECT hotelId FROM StaffInvitation WHERE ${where} = ?`, [value])).length;
}

/** Hotels by SQL: the routes for that many would take long. */
async function hotelsOf(userId: string, count: number): Promise<number[]> {
  const ids = [];
  for (let n = 0; n < count; n++) {
    const { insertId } = await world.database.transaction((tx) =>
      tx.execute(
        `INSERT INTO Hotel (name, address, city, country, timezone, currency, updatedAt)
         VALUES ('H', 'A', 'C', 'FR', 'Europe/Paris', 'EUR', UTC_TIMESTAMP(3))`,
      ),
    );
    await world.database.query('INSERT INTO HotelStaff (hotelId, userId) VALUES (?, ?)', [insertId, userId]);
    ids.push(insertId);
  }
  return ids;
}

describe('invitations are bounded', () => {
  const statuses = (answers: Answer[]) => answers.map(({ status }) => status).sort();

  it('by hotel: 50 wait for an answer, also when more are sent at once', async () => {
    await fill('hotelId', 47);
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => invite(`late-${n}`)));
    expect(statuses(answers)).toEqual([202, 202, 202, 409, 409, 409, 409, 409]);
    expect(told(await invite('bob'))).toEqual([409, 'too_many_invitations']);
    expect(await pending('hotelId', hotelId)).toBe(50);
    await remove('late-0');
    await remove('user-0');
    expect((await invite('bob')).status).toBe(202);
  });

  it('by user who is invited: 50, also when many hotels invite at once; nobody’s list is flooded', async () => {
    await fill('userId', 46);
    const senders = Array.from({ length: 8 }, (_, n) => `sender-${n}`);
    const answers = await Promise.all(
      senders.map(async (sender) => {
        const [id] = await hotelsOf(sender, 1);
        return invite('victim', await world.token('staff', sender), id);
      }),
    );
    expect(statuses(answers)).toEqual([202, 202, 202, 202, 409, 409, 409, 409]);
    expect(await pending('userId', 'victim')).toBe(50);
  });

  it('by one user to another: five, however many hotels the first one has; others can still invite', async () => {
    const hotels = await hotelsOf('mallory', 8);
    const answers = await Promise.all(hotels.map((id) => invite('victim', tokens.mallory, id)));
    expect(statuses(answers)).toEqual([202, 202, 202, 202, 202, 409, 409, 409]);
    expect((await invite('victim')).status).toBe(202);
    expect((await invite('bob', tokens.mallory, hotels[0])).status).toBe(202);
  });

  it('by user who sends them: 200 from all their hotels', async () => {
    await fill('invitedBy', 199);
    const hotels = await hotelsOf('mallory', 3);
    const answers = await Promise.all(hotels.map((id, n) => invite(`guest-${n}`, tokens.mallory, id)));
    expect(statuses(answers)).toEqual([202, 409, 409]);
    expect((await invite('guest-9')).status).toBe(202);
  });

  it('and so is the staff: 200, also when more accept at once', async () => {
    const members = Array.from({ length: 198 }, (_, n) => `member-${n}`);
    await world.database.query(
      `INSERT INTO HotelStaff (hotelId, userId) VALUES ${members.map(() => '(?, ?)').join(', ')}`,
      members.flatMap((userId) => [hotelId, userId]),
    );
    for (const userId of ['bob', 'carol', 'mallory']) expect((await invite(userId)).status).toBe(202);
    const answers = await Promise.all(Object.values(tokens).map((token) => accept(token)));
    expect(statuses(answers)).toEqual([204, 409, 409]);
    expect(answers.map(told)).toContainEqual([409, 'too_many_staff']);
    expect(await world.database.query('SELECT userId FROM HotelStaff WHERE hotelId = ?', [hotelId])).toHaveLength(200);
    expect(told(await invite('dave'))).toEqual([409, 'too_many_staff']);
  });

  it('and what was not answered in time does not count', async () => {
    await fill('hotelId', 50);
    await world.database.query('UPDATE StaffInvitation SET expiresAt = UTC_TIMESTAMP(3)');
    expect((await invite('bob')).status).toBe(202);
  });

  /** So many pending invitations that share this. */
  async function fill(what: 'hotelId' | 'userId' | 'invitedBy', count: number): Promise<void> {
    const hotels = what === 'hotelId' ? [hotelId] : await hotelsOf('filler', what === 'userId' ? count : 4);
    for (let n = 0; n < count; n++) {
      await world.database.query(
        `INSERT INTO StaffInvitation (hotelId, userId, invitedBy, createdAt, expiresAt)
         VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL 1 DAY)`,
        [
          hotels[n % hotels.length],
          what === 'userId' ? 'victim' : `user-${n}`,
          what === 'invitedBy' ? 'mallory' : `from-${n}`,
        ],
      );
    }
  }
});
