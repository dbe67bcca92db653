/** A word, a name or a sign of SQL; words in capitals, names without their quotes. */
interface Token {
  kind: 'word' | 'name' | 'text' | 'sign';
  value: string;
}

const TOKENS =
  /(?<skip>\s+|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*")|`(?<name>(?:[^`]|``)*)`|(?<word>[\w$]+)|(?<sign>[^])/g;

/** Statements that leave what an older replica reads and writes as it was. */
const HARMLESS = ['INSERT', 'UPDATE', 'SET'];
const KEYS = ['INDEX', 'KEY', 'FULLTEXT', 'SPATIAL'];
const CONSTRAINTS = ['CONSTRAINT', 'UNIQUE', 'PRIMARY', 'FOREIGN', 'CHECK'];
/** How a table is altered, not what. */
const MANNERS = ['ALGORITHM', 'LOCK'];

/**
 * What in a migration an older replica might stumble over, one line each; `[]` when it only adds. Only what is known to
 * be harmless passes: new tables, new indexes, new columns that can be left out of an INSERT, and filling them.
 */
export function hazardsOf(sql: string): string[] {
  const made = new Set<string>();
  return split(tokensOf(sql), ';').flatMap((statement) => {
    const [verb, ...rest] = statement.map(({ value }) => value);
    if (verb === 'CREATE' && rest[0] === 'TABLE') {
      made.add(tableOf(statement.slice(2)));
      return [];
    }
    if (verb === 'CREATE' && rest[0] === 'INDEX') return [];
    if (verb === 'CREATE' && rest[0] === 'UNIQUE' && made.has(tableOf(after(statement, 'ON')))) return [];
    if (verb === 'ALTER' && rest[0] === 'TABLE') {
      const [table, clauses] = [tableOf(statement.slice(2)), split(statement.slice(3), ',')];
      return made.has(table) ? [] : clauses.flatMap((clause) => hazardOfClause(table, clause));
    }
    return HARMLESS.includes(verb ?? '') ? [] : [`${told(statement)}: not known to be additive`];
  });
}

function hazardOfClause(table: string, clause: Token[]): string[] {
  const [verb, ...rest] = clause;
  if (MANNERS.includes(word(verb))) return [];
  if (word(verb) !== 'ADD') return [`${table}: ${told(clause)}: changes what is there`];
  const what = word(rest[0]);
  if (KEYS.includes(what)) return [];
  if (CONSTRAINTS.includes(what)) return [`${table}: ${told(clause)}: an older replica's rows may break it`];
  const words = rest.map(word).join(' ');
  if (/\bUNIQUE\b|\bPRIMARY\b/.test(words)) return [`${table}: ${told(clause)}: an older replica's rows may break it`];
  const filled = /\bDEFAULT\b|\bAS\b/.test(words);
  if (/\bNOT NULL\b/.test(words) && !filled) return [`${table}: ${told(clause)}: an older replica does not fill it`];
  return rest.some(({ kind }) => kind === 'name') ? [] : [`${table}: ${told(clause)}: not known to be additive`];
}

function tokensOf(sql: string): Token[] {
  return [...sql.matchAll(TOKENS)].flatMap(({ groups = {} }): Token[] => {
    if (groups['skip'] !== undefined) return [];
    if (groups['name'] !== undefined) return [{ kind: 'name', value: groups['name'] }];
    if (groups['text'] !== undefined) return [{ kind: 'text', value: groups['text'] }];
    if (groups['word'] !== undefined) return [{ kind: 'word', value: groups['word'].toUpperCase() }];
    return [{ kind: 'sign', value: groups['sign'] ?? '' }];
  });
}

/** At the signs that stand outside parentheses; empty parts are left out. */
function split(tokens: Token[], sign: string): Token[][] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign') depth += token.value === '(' ? 1 : token.value === ')' ? -1 : 0;
    if (token.kind === 'sign' && token.value === sign && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** Tables are always named in backticks in these files. */
function tableOf(tokens: Token[]): string {
  return tokens.find(({ kind }) => kind === 'name')?.value ?? '';
}

function after(tokens: Token[], keyword: string): Token[] {
  return tokens.slice(tokens.findIndex((token) => word(token) === keyword) + 1);
}

function word(token: Token | undefined): string {
  return token?.kind === 'word' ? token.value : '';
}

function told(tokens: Token[]): string {
  const some = tokens.slice(0, 8).map(({ value }) => value);
  return some.join(' ') + (tokens.length > some.length ? ' …' : '');
}
