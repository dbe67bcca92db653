import { changeBody } from './change-body.js';
import { type Draft, plain } from './draft.js';
import type { Json } from './json.js';
import { Picker } from './picker.js';
import type { Change } from './recipe.js';

const ESCAPES = [
  '%00',
  '%',
  '%zz',
  '%ff',
  '%c0%af',
  '%ed%a0%80',
  '%2e%2e%2f',
  '%2f',
  '%5c',
  '%25',
  '%0d%0aX-A:%20b',
  '+',
  ';',
  '~',
];
const QUERY_FORMS = [
  'limit[]=1',
  'limit[a]=1',
  '__proto__[a]=1',
  'constructor[prototype][a]=1',
  'limit',
  '=1',
  '&&',
  '%ff=1',
  '%=1',
];
/** Too long ones are refused by the server before anybody sees them. */
const LONGEST = 6_000;

/** Makes one thing of the request hostile, in whichever of its parts. */
export function changeDraft(draft: Draft, { place, how, value, name }: Change): void {
  const picker = new Picker([place, how, place >> 3, how >> 5]);
  const hasQuery = draft.operation.parameters.some((parameter) => parameter.in === 'query');
  const hasParameter = draft.segments.some(({ isParameter }) => isParameter);
  const parts: (() => void)[] = [
    ...(draft.body === undefined ? [] : many(12, () => (draft.body = changeBody(draft.body, picker, name, value)))),
    ...many(hasQuery ? 8 : 1, () => changeQuery(draft, picker, name, value)),
    ...(hasParameter ? many(3, () => changePath(draft, picker, value)) : []),
    ...many(2, () => changeHeaders(draft, picker, value)),
    ...(draft.body === undefined ? [() => addBody(draft, value)] : []),
  ];
  picker.of(parts)?.();
}

function changeQuery(draft: Draft, picker: Picker, name: string, value: Json): void {
  const { query } = draft;
  const known = draft.operation.parameters.filter((parameter) => parameter.in === 'query');
  const hostile = encode(plain(value), picker);
  const target = picker.of(known)?.name ?? 'x';
  switch (picker.between(0, 7)) {
    case 0:
      query.push([encode(name, picker), hostile]);
      break;
    case 1:
      query.push([target, hostile], [target, hostile]);
      break;
    case 2: {
      const form = picker.of(QUERY_FORMS) ?? '';
      query.push([form.split('=')[0] ?? '', form.split('=')[1] ?? '']);
      break;
    }
    case 3:
      query.splice(picker.between(0, query.length), 1);
      break;
    case 4:
      for (let more = 0; more < 300; more++) query.push([`${target}${more % 7}`, String(more)]);
      break;
    default:
      draft.query = [...query.filter(([other]) => other !== target), [target, hostile]];
  }
}

function changePath({ segments }: Draft, picker: Picker, value: Json): void {
  const parameter = picker.of(segments.filter(({ isParameter }) => isParameter));
  if (!parameter) return;
  const was = parameter.text;
  const hostile = encode(plain(value), picker).slice(0, picker.oneIn(8) ? LONGEST : 190);
  // An empty one would be another route, and so would a dot.
  const replaced = hostile === '' || /^\.+$/.test(hostile) ? '0' : hostile.replace(/%[0-9A-Fa-f]?$/, '');
  parameter.text = picker.of([
    replaced,
    replaced,
    replaced,
    was.toUpperCase(),
    `${was}%20`,
    `0${was}`,
    `${was}.0`,
    `%20${was}`,
  ]);
}

/** Headers that a client library sends; what it refuses to send is in raw-shapes. */
function changeHeaders({ headers }: Draft, picker: Picker, value: Json): void {
  const name = picker.of([
    ...[
      'Idempotency-Key',
      'Idempotency-Key',
      'X-Request-Id',
      'Accept',
      'Accept-Language',
      'Cookie',
      'Range',
      'If-Match',
    ],
    ...[
      'X-HTTP-Method-Override',
      'X-Forwarded-For',
      'X-Forwarded-Proto',
      'Forwarded',
      'Origin',
      'Referer',
      'User-Agent',
    ],
    ...[
      'traceparent',
      'tracestate',
      'baggage',
      'Accept-Encoding',
      'Prefer',
      'X-Original-URL',
      'Access-Control-Request-Method',
    ],
  ]);
  const text = plain(value)
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, '?')
    .slice(0, LONGEST);
  headers.push([name ?? 'Accept', text]);
  if (picker.oneIn(6)) headers.push([name ?? 'Accept', text]);
}

function addBody(draft: Draft, value: Json): void {
  draft.body = value ?? null;
}

function encode(text: string, picker: Picker): string {
  if (picker.oneIn(10)) return picker.of(ESCAPES) ?? '%';
  return encodeURIComponent(text.toWellFormed()).slice(0, LONGEST);
}

function many(times: number, part: () => void): (() => void)[] {
  return Array.from({ length: times }, () => part);
}
