/** One line about what is going on; on stderr, so that a command's result alone is on stdout. */
export function say(line: string): void {
  process.stderr.write(`› ${line}\n`);
}
