// Control characters, line and paragraph separators, and those that turn the direction of what follows.
const UNSAFE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/**
 * Text that somebody typed, as part of one line: it cannot begin a line of its own, neither in a header, a plain text
 * nor a calendar. `longest` is in characters.
 */
export function singleLine(text: string, longest = 200): string {
  const line = text.replace(UNSAFE, ' ').replace(/\s+/g, ' ').trim();
  return [...line].length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`;
}

/** Text that somebody typed on several lines, line by line, without empty lines at its ends. */
export function lines(text: string): string[] {
  return text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => singleLine(line, 2_000));
}
