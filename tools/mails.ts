// npm run mails -- dead | retry <id> | retry --all: mails that were given up, and sending them again.
import { ISSUER, ServiceTokens } from '#platform';
import { requireRunning } from './services/running.js';
import { secrets } from './services/secrets.js';

interface DeadLetter {
  id: number;
  bookingId: string;
  kind: string;
  attempts: number;
  error: string | null;
  createdAt: string;
}
interface Page {
  items: DeadLetter[];
  nextCursor: string | null;
}

const USAGE = `Usage: npm run mails -- dead          lists the mails that were given up
       npm run mails -- retry <id>    sends one of them again
       npm run mails -- retry --all   sends all of them again`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function main([command, which, ...rest]: string[]): Promise<number> {
  const isList = command === 'dead' && which === undefined;
  const isRetry = command === 'retry' && which !== undefined && (which === '--all' || /^\d+$/.test(which));
  if (rest.length > 0 || !(isList || isRetry)) {
    console.error(USAGE);
    return 2;
  }
  const api = await connect();
  if (isList) return list(api);
  if (which !== '--all') return retry(api, [Number(which)]);
  const ids: number[] = [];
  for await (const { id } of deadLetters(api)) ids.push(id);
  return retry(api, ids);
}

async function list(api: Api): Promise<number> {
  let listed = 0;
  for await (const letter of deadLetters(api)) {
    listed++;
    const { id, kind, bookingId, attempts, error, createdAt } = letter;
    console.log(`${id}  ${createdAt}  ${kind.padEnd(9)}  booking ${bookingId}  ${attempts} attempts  ${error ?? ''}`);
  }
  if (listed === 0) console.log('No mail was given up.');
  return 0;
}

async function retry(api: Api, ids: readonly number[]): Promise<number> {
  let failed = 0;
  for (const id of ids) {
    const answer = await api('POST', `/dead-letters/${id}/retry`);
    if (!answer.ok) failed++;
    console.log(answer.ok ? `${id}: will be sent again` : `${id}: ${await reasonOf(answer)}`);
  }
  if (ids.length === 0) console.log('No mail was given up.');
  return failed > 0 ? 1 : 0;
}

async function* deadLetters(api: Api): AsyncGenerator<DeadLetter> {
  let cursor: string | null = null;
  do {
    const answer = await api(
      'GET',
      `/dead-letters?limit=100${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    if (!answer.ok) throw new Error(await reasonOf(answer));
    const page = (await answer.json()) as Page;
    yield* page.items;
    cursor = page.nextCursor;
  } while (cursor !== null);
}

type Api = (method: string, path: string) => Promise<Response>;

/** The running booking app, as an operator may use it. */
async function connect(): Promise<Api> {
  const { bookingUrl } = await requireRunning();
  const tokens = new ServiceTokens('operator', ISSUER, { secret: secrets().SERVICE_AUTH_SECRET });
  return async (method, path) =>
    fetch(`${bookingUrl}/api/v1${path}`, { method, headers: { authorization: `Bearer ${await tokens.get()}` } });
}

async function reasonOf(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as { detail?: string };
  return `${answer.status} ${problem.detail ?? answer.statusText}`;
}
