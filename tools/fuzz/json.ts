/** JSON that `JSON.stringify` would never write: members that come twice, numbers that no number can hold. */
export type Json = string | number | boolean | null | undefined | Json[] | { [member: string]: Json } | Members | Raw;

/** An object as its members in order; a name may come more than once, or be `__proto__`. */
export class Members {
  constructor(readonly entries: [name: string, value: Json][]) {}
}

/** Text that stands in the document as it is. */
export class Raw {
  constructor(readonly text: string) {}
}

export function toText(value: Json): string {
  if (value instanceof Raw) return value.text;
  if (value instanceof Members) return object(value.entries);
  if (Array.isArray(value)) return `[${value.map(toText).join(',')}]`;
  if (typeof value === 'object' && value !== null) return object(Object.entries(value));
  return JSON.stringify(value) ?? 'null';
}

/** The members of an object, so that they can be changed. */
export function membersOf(value: Json): Members | undefined {
  if (value instanceof Members) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Raw) return undefined;
  return new Members(Object.entries(value));
}

function object(entries: [string, Json][]): string {
  const written = entries.filter(([, value]) => value !== undefined);
  return `{${written.map(([name, value]) => `${JSON.stringify(name)}:${toText(value)}`).join(',')}}`;
}
