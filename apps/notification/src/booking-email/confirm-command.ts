/** What to paste into a shell to confirm a booking; the token is the reader's own. */
export function confirmCommand(confirmUrl: string): string {
  // URLs may contain a quote, which would end the shell's.
  const url = new URL(confirmUrl).href.replaceAll("'", '%27');
  return `curl -X POST '${url}' \\\n  -H "Authorization: Bearer $TOKEN"`;
}
