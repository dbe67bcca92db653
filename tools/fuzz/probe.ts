import type { Client } from './client.js';
import { codeOf } from './judge.js';
import type { Operation } from './openapi.js';
import { Picker } from './picker.js';
import { type ResponseSchemas } from './response-schemas.js';
import type { Role } from './world.js';
import type { HttpAnswer } from './http-answer.js';

/** An operation and who may use it. */
export interface Open {
  operation: Operation;
  roles: Role[];
}

const ROLES = ['guest', 'staff', 'service'] as const;
/** Another choice may be about something that is not over yet. */
const TRIES = 12;

/**
 * Sends every operation's valid form, as each role: what is refused then is refused for the changes made later, not for
 * want of a valid request. Throws when nobody gets a 2xx.
 */
export async function probe(client: Client, operations: Operation[], schemas: ResponseSchemas): Promise<Open[]> {
  const open: Open[] = [];
  // What removes things comes last, so that the others find them.
  const inOrder = [...operations].sort((a, b) => Number(a.method === 'DELETE') - Number(b.method === 'DELETE'));
  for (const operation of inOrder) open.push(await probeOne(client, operation, schemas));
  return open;
}

async function probeOne(client: Client, operation: Operation, schemas: ResponseSchemas): Promise<Open> {
  const roles: Role[] = operation.isPublic ? ['nobody'] : [];
  const refusals: string[] = [];
  let accepted = false;
  for (const role of ROLES) {
    const answer = await firstAccepted(client, operation, role);
    if (codeOf(answer) !== 'not_allowed' && answer.status !== 401) roles.push(role);
    if (answer.status < 300) {
      accepted = true;
      refusals.push(...schemas.faultsOf(answer, operation));
    } else {
      refusals.push(`${role}: ${answer.status} ${answer.text.slice(0, 300)}`);
    }
  }
  if (!accepted) throw new Error(`${operation.name} refuses its own valid form. ${refusals.join(' | ')}`);
  return { operation, roles };
}

async function firstAccepted(client: Client, operation: Operation, role: Role): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt++) {
    const picker = new Picker(Array.from({ length: 24 }, (_, place) => (place + 1) * attempt * 7_919));
    const answer = await client.sendValid(operation, role, picker);
    const isDecided = answer.status < 300 || answer.status === 401 || codeOf(answer) === 'not_allowed';
    if (isDecided || attempt === TRIES) return answer;
  }
}
