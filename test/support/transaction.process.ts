import { Database } from '#database';

/** Run as a process of its own, to be frozen: begins a transaction with the statement it is given, and stays in it. */
const database = new Database({ url: process.env['DATABASE_URL'] ?? '', connections: 1 });
process.on('disconnect', () => process.exit(0));

await database.transaction(async (tx) => {
  await tx.execute(process.env['STATEMENT'] ?? '');
  process.send?.('locked');
  return new Promise(() => undefined);
});
