import { type Json, toText } from './json.js';
import type { Operation } from './openapi.js';
import type { Picker } from './picker.js';
import { type Circumstances, valueOf } from './values.js';
import { OTHER_STAFF, type Role, STAFF, type World } from './world.js';

export interface Caller {
  role: Role;
  userId: string;
}

/** A request in parts that can still be changed. */
export interface Draft {
  operation: Operation;
  caller: Caller;
  method: string;
  /** Segments of the path, as they are sent; parameters are changed in place. */
  segments: { text: string; isParameter: boolean }[];
  /** Names and values as they are sent. */
  query: [name: string, value: string][];
  headers: [name: string, value: string][];
  body: Json | undefined;
  /** Instead of `body`, for what is not JSON. */
  bytes?: Buffer;
}

/** A request that would be accepted. */
export function validDraft(operation: Operation, role: Role, world: World, picker: Picker): Draft {
  const at: Circumstances = { world, scene: world.scene(picker), picker, operation, role };
  const inPlace = (place: 'query' | 'header') =>
    operation.parameters
      .filter((parameter) => parameter.in === place && (parameter.required || picker.oneIn(2)))
      .map(({ name, schema }): [string, Json] => [name, valueOf(name, schema, at)])
      .filter(([, value]) => value !== undefined && value !== null);
  return {
    operation,
    caller: callerAs(at),
    method: operation.method,
    segments: operation.path.split('/').map((segment) => segmentOf(segment, at)),
    query: inPlace('query').map(([name, value]) => [name, encodeURIComponent(plain(value))]),
    headers: inPlace('header').map(([name, value]) => [name, plain(value)]),
    body: operation.body ? valueOf('', operation.body, at) : undefined,
  };
}

export function pathOf({ segments, query }: Draft): string {
  const search = query.map(([name, value]) => `${name}=${value}`).join('&');
  return segments.map(({ text }) => text).join('/') + (search === '' ? '' : `?${search}`);
}

export function bodyOf({ body, bytes }: Draft): Buffer | undefined {
  return bytes ?? (body === undefined ? undefined : Buffer.from(toText(body)));
}

/** What a value looks like in a path or query. */
export function plain(value: Json): string {
  return typeof value === 'string' ? value : toText(value);
}

function segmentOf(segment: string, at: Circumstances): { text: string; isParameter: boolean } {
  const name = /^\{(.+)\}$/.exec(segment)?.[1];
  if (name === undefined) return { text: segment, isParameter: false };
  const schema = at.operation.parameters.find(
    (parameter) => parameter.in === 'path' && parameter.name === name,
  )?.schema;
  return { text: encodeURIComponent(plain(valueOf(name, schema ?? {}, at))), isParameter: true };
}

function callerAs({ role, operation, scene, world, picker }: Circumstances): Caller {
  const ofBooking = /\{(bookingId|idempotencyKey)\}/.test(operation.path);
  if (role === 'staff') return { role, userId: picker.oneIn(25) ? OTHER_STAFF : STAFF };
  if (role !== 'guest') return { role, userId: role };
  return { role, userId: ofBooking || picker.oneIn(8) ? scene.booking.userId : world.guest(picker) };
}
