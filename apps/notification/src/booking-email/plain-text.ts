// Control characters, line and paragraph separators, and those that turn the direction of what follows.
const UNSAFE = /[\p{Cc}\u2028\u2029\p{Bidi_Control}]+/gu;
// What cannot be seen and means nothing: joiners and variation selectors do.
const INVISIBLE = /(?![\p{Variation_Selector}\u200c\u200d])\p{Default_Ignorable_Code_Point}+/gu;

/**
 * Text that somebody typed, as part of one line: it cannot begin a line of its own, neither in a header, a plain text
 * nor a calendar. `longest` is in characters.
 */
export function singleLine(text: string, longest = 200): string {
  const line = text.replace(UNSAFE, ' ').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
  return [...line].length <= longest ? line : `${[...line].slice(0, longest - 1).join('')}…`;
}

/** Text that somebody typed on several lines, line by line, without empty lines at its ends. */
export function lines(text: string): string[] {
  return text
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => singleLine(line, 2_000));
}
