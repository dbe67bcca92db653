/** What all get who ask while the answer is being made, or within `ms` of it, be it an error: it is made once. */
export function sharedAnswer<T>(ms: number, make: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  const forget = () => (answer = undefined);
  return () => (answer ??= make().finally(() => setTimeout(forget, ms).unref()));
}
