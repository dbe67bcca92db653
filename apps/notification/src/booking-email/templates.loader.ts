import { readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { MAIL_KINDS, type MailKind } from '#contracts';

/** Beside this file, in dist/ too: the build copies them. */
const FOLDER = new URL('./templates/', import.meta.url);

/** Reads a format's templates, `<name>.<format>.hbs`; a missing or unreadable one ends the app's start. */
export function loadTemplates<View>(format: 'html' | 'text'): Record<MailKind, (view: View) => string> {
  const handlebars = Handlebars.create();
  // strict: a name that the view does not have is a mistake, not an empty place in a guest's mail.
  // preventIndent: white space counts in plain text and in what is to be copied.
  const options = { noEscape: format === 'text', strict: true, preventIndent: true };
  const suffix = `.${format}.hbs`;
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(suffix))) {
    const source = readFileSync(new URL(file, FOLDER), 'utf8');
    handlebars.registerPartial(file.slice(0, -suffix.length), handlebars.compile(handlebars.parse(source), options));
  }
  const templates = MAIL_KINDS.map((kind) => [kind, handlebars.partials[kind]] as const);
  const missing = templates.filter(([, template]) => !template).map(([kind]) => kind + suffix);
  if (missing.length > 0) throw new Error(`There is no template ${missing.join(', ')}`);
  return Object.fromEntries(templates) as Record<MailKind, (view: View) => string>;
}
