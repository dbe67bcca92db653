/** Of the copies of a request that go together, those that did it: the first of each booking that moved. */
export function firstOfEach<Asked extends { id: string }>(asked: readonly Asked[], moved: readonly string[]): Asked[] {
  const left = new Set(moved);
  return asked.filter(({ id }) => left.delete(id));
}
