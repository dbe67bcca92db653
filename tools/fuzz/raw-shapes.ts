/** The parts of a valid request, from which one is written that no client library would send. */
interface RawParts {
  method: string;
  path: string;
  host: string;
  /** With their line ends. */
  headers: string;
  body: string;
}

/** Octets as text: each character is one octet. */
type RawShape = (parts: RawParts) => string;

const head = ({ method, path, host, headers }: RawParts, more = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n${headers}${more}`;
const length = ({ body }: RawParts) => Buffer.byteLength(body, 'latin1');
const chunk = (body: string) => `${body.length.toString(16)}\r\n${body}\r\n`;
const whole = (parts: RawParts, more = '') =>
  `${head(parts, more)}Content-Length: ${length(parts)}\r\n\r\n${parts.body}`;
const chunked = (parts: RawParts, chunks: string, more = '') =>
  `${head(parts, more)}Transfer-Encoding: chunked\r\n\r\n${chunks}`;

/** Bad framing, bad lines, and two readings of one request. What comes after the request must never be answered 2xx. */
export const RAW_SHAPES: Record<string, RawShape> = {
  'chunks of nonsense': (p) => chunked(p, 'zz\r\nhello\r\n0\r\n\r\n'),
  'a chunk of negative size': (p) => chunked(p, '-1\r\n\r\n0\r\n\r\n'),
  'a chunk larger than anything': (p) => chunked(p, `ffffffffffffffffff\r\n${p.body}`),
  'a chunk size that overflows': (p) => chunked(p, `fffffffffffffff0\r\n${p.body}\r\n0\r\n\r\n`),
  'a chunk without its line end': (p) => chunked(p, `${p.body.length.toString(16)}\r\n${p.body}0\r\n\r\n`),
  'a chunk with a long extension': (p) => chunked(p, `1;${'a'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`),
  'chunks with bare line feeds': (p) => chunked(p, `1\n{\n0\n\n`),
  'chunks of one octet': (p) => chunked(p, `${[...p.body].map(chunk).join('')}0\r\n\r\n`),
  'chunks and trailers': (p) => chunked(p, `${chunk(p.body)}0\r\nAuthorization: Bearer x\r\nContent-Length: 5\r\n\r\n`),
  'chunks that end too soon': (p) => chunked(p, `${(p.body.length + 50).toString(16)}\r\n${p.body}`),
  'chunks without an end': (p) => chunked(p, chunk(p.body)),
  'chunked twice': (p) => chunked(p, `${chunk(p.body)}0\r\n\r\n`, 'Transfer-Encoding: chunked\r\n'),
  'chunked, then something else': (p) =>
    `${head(p)}Transfer-Encoding: chunked, identity\r\n\r\n${chunk(p.body)}0\r\n\r\n`,
  'an unknown transfer encoding': (p) => `${head(p)}Transfer-Encoding: xchunked\r\n\r\n${p.body}`,
  'a length that is too large': (p) => `${head(p)}Content-Length: ${length(p) + 100}\r\n\r\n${p.body}`,
  'a length that is too small': (p) => `${head(p)}Content-Length: ${Math.max(0, length(p) - 9)}\r\n\r\n${p.body}`,
  'a negative length': (p) => `${head(p)}Content-Length: -5\r\n\r\n${p.body}`,
  'a length that is no number': (p) => `${head(p)}Content-Length: 0x10\r\n\r\n${p.body}`,
  'a length beyond all numbers': (p) => `${head(p)}Content-Length: ${'9'.repeat(40)}\r\n\r\n${p.body}`,
  'two lengths that differ': (p) => `${head(p)}Content-Length: 4\r\nContent-Length: ${length(p)}\r\n\r\n${p.body}`,
  'two lengths in one line': (p) => `${head(p)}Content-Length: 4, ${length(p)}\r\n\r\n${p.body}`,
  'a length of a gigabyte': (p) => `${head(p)}Content-Length: 1073741824\r\n\r\n${p.body}`,
  'a length and chunks': (p) =>
    `${head(p)}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n${chunk(p.body)}0\r\n\r\n${smuggled(p)}`,
  'chunks and a length': (p) =>
    `${head(p)}Transfer-Encoding: chunked\r\nContent-Length: ${length(p)}\r\n\r\n0\r\n\r\n${smuggled(p)}`,
  'chunks behind a space': (p) =>
    `${head(p)}Content-Length: 4\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled(p)}`,
  'chunks behind a tab': (p) =>
    `${head(p)}Content-Length: 4\r\nTransfer-Encoding:\tchunked\r\n\r\n0\r\n\r\n${smuggled(p)}`,
  'chunks in a folded line': (p) =>
    `${head(p)}Content-Length: 4\r\nX: y\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  'no length and a body': (p) => `${head(p)}\r\n${p.body}`,
  'too many headers': (p) => whole(p, 'X-A: a\r\n'.repeat(3_000)),
  'headers that are too large': (p) => whole(p, `X-A: ${'a'.repeat(40_000)}\r\n`),
  'a header of control characters': (p) => whole(p, 'X-A: a\0b\x01\x7f\r\n'),
  'a header without a colon': (p) => whole(p, 'nonsense\r\n'),
  'a header without a name': (p) => whole(p, ': a\r\n'),
  'a header name with spaces': (p) => whole(p, 'X A: b\r\n'),
  'a bare carriage return': (p) => whole(p, 'X-A: a\rX-B: b\r\n'),
  'bare line feeds': (p) => whole(p).replaceAll('\r\n', '\n'),
  'a second host': (p) => whole(p, 'Host: evil.example\r\n'),
  'no host': (p) => whole({ ...p, host: '' }),
  'a hostile host': (p) => whole({ ...p, host: '"><script>@evil:99999/' }),
  'a path with a space': (p) => whole({ ...p, path: `${p.path} HTTP/1.0 x` }),
  'a path of raw octets': (p) => whole({ ...p, path: `${p.path}\xff\xfe?limit=\xc3\x28` }),
  'a path with a null octet': (p) => whole({ ...p, path: `${p.path}\0` }),
  'a path with a fragment': (p) => whole({ ...p, path: `${p.path}#x?limit=1` }),
  'a whole address for a path': (p) => whole({ ...p, path: `http://evil.example${p.path}` }),
  'an address with user and port': (p) => whole({ ...p, path: `http://a:b@[::1]:99999${p.path}` }),
  'a star for a path': (p) => whole({ ...p, path: '*' }),
  'an endless path': (p) => whole({ ...p, path: `${p.path}/${'a'.repeat(30_000)}` }),
  'an endless query': (p) => whole({ ...p, path: `${p.path}?x=${'a'.repeat(30_000)}` }),
  'an unknown method': (p) => whole({ ...p, method: 'BREW' }),
  'a method in small letters': (p) => whole({ ...p, method: p.method.toLowerCase() }),
  'a tunnel': (p) => whole({ ...p, method: 'CONNECT', path: 'evil.example:443' }),
  'an older version': (p) => whole(p).replace('HTTP/1.1', 'HTTP/1.0'),
  'no version': ({ method, path }) => `${method} ${path}\r\n\r\n`,
  'a version to come': (p) => whole(p).replace('HTTP/1.1', 'HTTP/9.9'),
  'the preface of HTTP/2': () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'an upgrade to a web socket': (p) =>
    whole(p, 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n'),
  'an upgrade to HTTP/2': (p) =>
    whole(p, 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n'),
  'an expectation': (p) => whole(p, 'Expect: 100-continue\r\n'),
  'an expectation of nonsense': (p) => whole(p, 'Expect: the-moon\r\n'),
  'a TLS hello': () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + '\0'.repeat(50),
  'empty lines first': (p) => `\r\n\r\n\r\n${whole(p)}`,
  'two requests at once': (p) => `${whole(p)}GET /health/live HTTP/1.1\r\nHost: ${p.host}\r\n\r\n`,
  'half a request': (p) => whole(p).slice(0, Math.floor(whole(p).length / 2)),
  'half a head': (p) => head(p).slice(0, 60),
  'octets at random': ({ body }) =>
    [...body].map((c, i) => String.fromCharCode((c.charCodeAt(0) * 31 + i * 17) % 256)).join(''),
};

/** Would make a hotel for a guest if somebody took it for a request of its own: without a token it is 401 at most. */
function smuggled({ host }: RawParts): string {
  return `POST /api/v1/hotels HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 2\r\n\r\n{}`;
}
