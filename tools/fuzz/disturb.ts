import { gzipSync } from 'node:zlib';
import { bodyOf, type Draft } from './draft.js';
import type { Picker } from './picker.js';
import type { Disturbance } from './recipe.js';

const MEDIA_TYPES = [
  ...[
    'text/plain',
    'text/xml',
    'application/xml',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
  ],
  ...['application/jsonp', 'application/json-patch+json', 'application/merge-patch+json', 'application/octet-stream'],
  ...[
    '',
    'json',
    '*/*',
    'application/json, text/plain',
    'application/json; charset=utf-16',
    'APPLICATION/JSON;;;',
    'a/b;c="',
  ],
];
const PATHS = [
  '/',
  '/api/v1',
  '/api/v2/bookings',
  '/api/v1/../v1/bookings',
  '//',
  '/.env',
  '/api/v1/bookings/',
  '/docs/../..%2fetc',
];
const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'POST', 'SEARCH', 'PURGE'];
/** Larger than any app takes. */
const TOO_LARGE = 70_000;

/** Spoils what is looked at before the request itself is. */
export function disturb(draft: Draft, disturbance: Disturbance, picker: Picker): void {
  if (disturbance === 'text') draft.bytes = spoiledText(draft, picker);
  if (disturbance === 'media-type') draft.headers.push(['Content-Type', picker.of(MEDIA_TYPES) ?? '']);
  if (disturbance === 'address') {
    if (picker.oneIn(2)) draft.method = picker.of(METHODS) ?? 'HEAD';
    else draft.segments = [{ text: picker.of(PATHS) ?? '/', isParameter: false }];
  }
  if (draft.method === 'HEAD' || draft.method === 'TRACE') delete draft.bytes;
}

/** A body that is no JSON, or not only. */
function spoiledText(draft: Draft, picker: Picker): Buffer {
  const body = bodyOf(draft) ?? Buffer.from('{}');
  const text = body.toString();
  const cut = picker.between(0, Math.max(0, body.length - 1));
  const ways: (() => Buffer | string)[] = [
    () => body.subarray(0, cut),
    () => Buffer.concat([body.subarray(0, cut), Buffer.from([picker.between(0, 255)]), body.subarray(cut + 1)]),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]),
    () => Buffer.concat([body, Buffer.from([0xff, 0xfe, 0xc0, 0x80])]),
    () => Buffer.from(text, 'utf16le'),
    () => text + text,
    () => `${text},`,
    () => text.replaceAll('"', "'"),
    () => text.replace('{', '{/* a comment */'),
    () => text.replace('{', '{"__proto__":{"isAdmin":true},'),
    () => text.replace('{', '{"constructor":{"prototype":{"isAdmin":true}},'),
    () => text.replace(/:\d+/, ':NaN'),
    () => '',
    () => ' '.repeat(100),
    () => `"${'\\ud800'.repeat(50)}`,
    () => gzipSync(body),
    () => text.replace(/\}$/, `,"x":"${'x'.repeat(TOO_LARGE)}"}`),
  ];
  return Buffer.from(picker.of(ways)?.() ?? '');
}
