import { type Connection, createConnection } from 'mariadb';
import { connectionConfig } from '#database';
import type { Answer } from '../support/http.js';
import { InventoryWorld } from '../support/inventory-world.js';
import { until } from '../support/until.js';

const HOTELS = 12;
/** Fewer than there are hotels: each invitation that waits for its turn in the database keeps one. */
const CONNECTIONS = '4';

/** One user invites somebody to many hotels at one instant, whom another transaction keeps locked meanwhile. */
async function flood(world: InventoryWorld): Promise<{ honest: Answer[]; invited: Answer[] }> {
  const hotels: number[] = [];
  for (let n = 0; n < HOTELS; n++) hotels.push(await world.addHotel({ name: `Hotel ${n}` }));
  const other: Connection = await createConnection(connectionConfig(world.databases.inventoryUrl));
  try {
    await other.beginTransaction();
    await other.query("INSERT INTO InvitationParty (userId, usedAt) VALUES ('victim', UTC_TIMESTAMP(3))");
    const invitations = hotels.map((hotelId) => world.call('PUT', `/hotels/${hotelId}/staff/victim`, world.staff));
    await until('a waiting one', async () => {
      const [row] = await world.database.query<{ n: number }>(
        "SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE 'INSERT INTO InvitationParty%'",
      );
      return (row?.n ?? 0) > 0;
    });
    const honest = await Promise.all(hotels.map((hotelId) => world.call('GET', `/hotels/${hotelId}`)));
    await other.rollback();
    return { honest, invited: await Promise.all(invitations) };
  } finally {
    await other.end();
  }
}

async function floodOf(start: () => Promise<InventoryWorld>) {
  const world = await start();
  try {
    return await flood(world);
  } finally {
    await world.close();
  }
}

const statuses = (answers: Answer[]) => answers.map(({ status }) => status);

describe('one member of staff who changes much at one instant', () => {
  it('keeps one connection, and nobody else waits', async () => {
    const { honest, invited } = await floodOf(() =>
      InventoryWorld.start({ env: { DATABASE_CONNECTIONS: CONNECTIONS }, inTurn: true }),
    );
    expect(statuses(honest)).toEqual(Array(HOTELS).fill(200));
    expect(statuses(invited).filter((status) => status === 202)).toHaveLength(5);
    expect(statuses(invited).filter((status) => status === 409)).toHaveLength(HOTELS - 5);
  });

  it('would keep all of them without the line', async () => {
    const { honest } = await floodOf(() => InventoryWorld.start({ env: { DATABASE_CONNECTIONS: CONNECTIONS } }));
    expect(statuses(honest)).toContain(503);
  });
});
