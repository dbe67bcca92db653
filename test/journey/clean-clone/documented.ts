/** A command that the documentation tells people to run, by its name: `start`, `bench:compare`, `nest build`. */
export interface Documented {
  name: string;
  /** The options that are named with it: `--limit`. */
  options: string[];
}

const COMMAND = /\b(?:npm (start|test)|npm run (?:--silent )?([\w:-]+)|npx (nest \w+))\b([^`)#\n]*)/g;
/** README's table of commands: whatever a row names belongs to its command. */
const ROW = /^\| `npm /;

/** Every command in a page of Markdown, in code or in prose. */
export function commandsIn(markdown: string): Documented[] {
  return markdown.split('\n').flatMap((line) =>
    [...line.matchAll(COMMAND)].map(([, bare, script, nest, rest = '']) => ({
      name: bare ?? script ?? nest ?? '',
      options: optionsIn(ROW.test(line) ? line : rest),
    })),
  );
}

/** The name of a command as it is typed. */
export function nameOf(command: string): string {
  const [documented] = commandsIn(command);
  if (!documented) throw new Error(`This is none of the project's commands: ${command}`);
  return documented.name;
}

/** The shell lines of the fenced block below a heading. */
export function sessionBelow(heading: string, markdown: string): string {
  const [, session] = new RegExp(`^## ${heading}$[\\s\\S]*?^\`\`\`sh\\n([\\s\\S]*?)^\`\`\``, 'm').exec(markdown) ?? [];
  if (session === undefined) throw new Error(`There is no shell session below "${heading}".`);
  return session;
}

function optionsIn(text: string): string[] {
  return [...text.matchAll(/(?<!\S)[`[]*(--[a-z][\w-]*)/g)].map(([, option]) => option ?? '');
}
