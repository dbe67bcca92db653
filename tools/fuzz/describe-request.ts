import type { HttpMessage } from './send.js';

const LONGEST = 2_000;

/** The request as a line for a shell. Tokens are left out: `$TOKEN` stands for one of the caller's. */
export function describeRequest({ method, url, path, headers, body }: HttpMessage, caller: string): string {
  const shown = headers.map(([name, value]) =>
    name.toLowerCase() === 'authorization'
      ? `-H 'Authorization: Bearer $TOKEN' # ${caller}`
      : `-H ${quoted(`${name}: ${value}`)}`,
  );
  const sorted = shown.sort((a, b) => Number(a.includes('$TOKEN')) - Number(b.includes('$TOKEN')));
  const data = body === undefined ? [] : [`--data-binary ${quoted(shortened(body))}`];
  return ['curl -i', '-X', method, quoted(shortened(Buffer.from(`${url}${path}`))), ...data, ...sorted].join(' ');
}

export function describeOctets(url: string, shape: string, octets: string): string {
  const { hostname, port } = new URL(url);
  const safe = octets.replace(/Bearer [\w.-]+/g, 'Bearer $TOKEN');
  return `printf ${quoted(shortened(Buffer.from(safe, 'latin1')))} | nc ${hostname} ${port} # ${shape}`;
}

function shortened(octets: Buffer): string {
  const text = octets.toString('utf8');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}… (${octets.length} octets)`;
}

/** As bash reads it: `$'…'` where there is something that cannot be seen. */
function quoted(text: string): string {
  if (/^[\x20-\x26\x28-\x7e]*$/.test(text)) return `'${text}'`;
  const escaped = [...text].map((c) => (/[\x20-\x26\x28-\x5b\x5d-\x7e]/.test(c) ? c : escapeOf(c)));
  return `$'${escaped.join('')}'`;
}

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === "'" || character === '\\') return `\\${character}`;
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
}
