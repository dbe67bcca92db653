import type { Reader } from '#database';

export interface Identified {
  bookingId: string;
}

/** Rows of one table that carry a booking id. */
export interface Source {
  columns: string;
  from: string;
  idColumn: string;
}

/** Bounds what is in memory at once; larger pages were not faster. */
const ROWS_AT_ONCE = 2_000;

/** All rows of one booking id after the other, ids ascending, read page by page. */
export async function* groupsOf<Row extends Identified>(
  reader: Reader,
  source: Source,
  rowsAtOnce = ROWS_AT_ONCE,
): AsyncGenerator<Row[]> {
  const sql = `SELECT ${source.columns} FROM ${source.from} WHERE ${source.idColumn} > ? ORDER BY ${source.idColumn} LIMIT ?`;
  let after = '';
  let limit = rowsAtOnce;
  for (;;) {
    const groups = group(await reader.query<Row>(sql, [after, limit]));
    const read = groups.reduce((sum, rows) => sum + rows.length, 0);
    if (read < limit) {
      yield* groups;
      return;
    }
    // The page may have cut the last group in two; it comes again with the next page.
    groups.pop();
    const last = groups.at(-1)?.[0];
    yield* groups;
    if (last) after = last.bookingId;
    limit = last ? rowsAtOnce : limit * 2;
  }
}

/** The rows of the given booking ids, grouped, ids ascending. */
export async function groupsOfIds<Row extends Identified>(
  reader: Reader,
  source: Source,
  ids: readonly string[],
): Promise<Row[][]> {
  const sql = `SELECT ${source.columns} FROM ${source.from} WHERE ${source.idColumn} IN (?) ORDER BY ${source.idColumn}`;
  return group(await reader.query<Row>(sql, [ids]));
}

function group<Row extends Identified>(rows: readonly Row[]): Row[][] {
  const groups: Row[][] = [];
  for (const row of rows) {
    const last = groups.at(-1);
    if (last?.[0]?.bookingId === row.bookingId) last.push(row);
    else groups.push([row]);
  }
  return groups;
}
