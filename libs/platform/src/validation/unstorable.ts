/** Deeper than any request of ours. */
const MAX_DEPTH = 8;

/**
 * The first value that no database column or JSON document could keep as it is: text that is not well-formed Unicode (a
 * lone half of a surrogate pair), or members nested too deep.
 */
export function unstorable(value: unknown, field = 'body', depth = 0): { field: string; message: string } | undefined {
  if (typeof value === 'string') {
    return value.isWellFormed() ? undefined : { field, message: 'must be well-formed Unicode' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth >= MAX_DEPTH) return { field, message: `must not be nested deeper than ${MAX_DEPTH} levels` };
  for (const [name, member] of Object.entries(value)) {
    if (!name.isWellFormed()) return { field, message: 'must have names in well-formed Unicode' };
    const fault = unstorable(member, depth === 0 ? name : `${field}.${name}`, depth + 1);
    if (fault) return fault;
  }
  return undefined;
}
