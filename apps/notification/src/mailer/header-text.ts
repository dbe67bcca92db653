/**
 * Text that somebody typed, for a header. `=?utf-8?q?…?=` there is the encoding of other text, which a mail program would
 * show instead, and nodemailer passes on what looks like it: so nothing may look like it.
 */
export function headerText(text: string): string {
  return text.replaceAll('=?', '= ?');
}
