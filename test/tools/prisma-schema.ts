/** What a table must be, in terms that MySQL and MariaDB share. */
export interface Table {
  /** Column name → type, nullability and whether it has a default: `varchar(64) not null`. */
  columns: Record<string, string>;
  /** `primary (userId, operation, key)`, `unique (reference)`, `index (status, expiresAt)`, sorted. */
  keys: string[];
  /** `hotelId → Hotel.id`, sorted. */
  references: string[];
}

const DATABASE_TYPES: Record<string, string> = {
  Int: 'int',
  BigInt: 'bigint',
  Boolean: 'tinyint(1)',
  Json: 'json',
  '@db.SmallInt': 'smallint',
  '@db.Double': 'double',
  '@db.Date': 'date',
};

/** The tables that a Prisma schema describes. Reads the part of the language that our schemas use; throws at any other. */
export function tablesOf(schema: string): Record<string, Table> {
  const enums = Object.fromEntries(
    blocks(schema, 'enum').map(([name, lines]) => [name, `enum(${lines.map(quote).join(',')})`]),
  );
  const models = blocks(schema, 'model');
  const modelNames = new Set(models.map(([name]) => name));
  return Object.fromEntries(models.map(([name, lines]) => [name, tableOf(lines, enums, modelNames)]));
}

function tableOf(lines: string[], enums: Record<string, string>, modelNames: Set<string>): Table {
  const table: Table = { columns: {}, keys: [], references: [] };
  for (const line of lines) {
    const whole = /^@@(id|unique|index)\(\[([^\]]+)\]\)$/.exec(line);
    if (whole) {
      table.keys.push(`${whole[1] === 'id' ? 'primary' : whole[1]} (${whole[2]})`);
      continue;
    }
    const field = /^(\w+)\s+(\w+)(\?|\[\])?(.*)$/.exec(line);
    if (!field) throw new Error(`This line of the schema is not understood: ${line}`);
    const [, name = '', type = '', suffix, attributes = ''] = field;
    if (modelNames.has(type)) {
      const relation = /@relation\(fields: \[(\w+)\], references: \[(\w+)\]/.exec(attributes);
      if (relation) table.references.push(`${relation[1]} → ${type}.${relation[2]}`);
      continue;
    }
    const hasDefault = attributes.includes('@default(') && !attributes.includes('autoincrement()');
    const nullability = suffix === '?' ? 'null' : 'not null';
    table.columns[name] =
      `${enums[type] ?? columnType(type, attributes)} ${nullability}${hasDefault ? ' default' : ''}`;
    if (/@id\b/.test(attributes)) table.keys.push(`primary (${name})`);
    if (/@unique\b/.test(attributes)) table.keys.push(`unique (${name})`);
  }
  return { ...table, keys: table.keys.sort(), references: table.references.sort() };
}

function columnType(type: string, attributes: string): string {
  const native = /@db\.\w+(\(\d+\))?/.exec(attributes)?.[0];
  const known =
    DATABASE_TYPES[native ?? type] ??
    /^@db\.((?:Var)?Char|DateTime)(\(\d+\))$/
      .exec(native ?? '')
      ?.slice(1)
      .join('');
  if (!known) throw new Error(`The type ${type} ${native ?? ''} is not understood.`);
  return known.toLowerCase();
}

function blocks(schema: string, keyword: string): [string, string[]][] {
  return [...schema.matchAll(new RegExp(`^${keyword} (\\w+) \\{\\n(.*?)^\\}`, 'gms'))].map(
    ([, name = '', body = '']) => [
      name,
      body
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('//')),
    ],
  );
}

function quote(text: string): string {
  return `'${text}'`;
}
