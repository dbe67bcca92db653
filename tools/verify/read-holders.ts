import type { Reader } from '#database';
import type { HolderCount } from './holder-rules.js';

const HOLDERS_AT_ONCE = 1_000;

/** Every holder that has a row or a live hold. */
export async function* allHolders(inventory: Reader): AsyncGenerator<HolderCount> {
  for (let after = ''; ;) {
    const page = await inventory.query<HolderCount>(
      `SELECT o.holderId, o.live,
              (SELECT COUNT(*) FROM Hold h WHERE h.holder = o.holderId AND h.status = 'HELD') AS held
       FROM Holder o WHERE o.holderId > ? ORDER BY o.holderId LIMIT ?`,
      [after, HOLDERS_AT_ONCE],
    );
    yield* page;
    const last = page.at(-1);
    if (!last) break;
    after = last.holderId;
  }
  yield* await inventory.query<HolderCount>(
    `SELECT h.holder AS holderId, NULL AS live, COUNT(*) AS held FROM Hold h
     WHERE h.status = 'HELD' AND h.holder IS NOT NULL AND h.holder NOT IN (SELECT o.holderId FROM Holder o)
     GROUP BY h.holder`,
  );
}
