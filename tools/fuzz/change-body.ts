import { type Json, Members, membersOf, toText } from './json.js';
import type { Picker } from './picker.js';

/** Where in a body: the names and places that lead to a value. */
type Way = (string | number)[];

/** The body with one thing about one of its values changed. */
export function changeBody(body: Json, picker: Picker, name: string, value: Json): Json {
  const way = picker.of(waysIn(body)) ?? [];
  switch (picker.between(0, 9)) {
    case 0:
      return withoutMember(body, picker.of(waysIn(body).filter((other) => other.length > 0)) ?? way);
    case 1:
      return at(
        body,
        objectOn(body, way),
        (object) => new Members([...(membersOf(object)?.entries ?? []), [name, value]]),
      );
    case 2:
      return at(body, objectOn(body, way), (object) => twice(object, picker, value));
    case 3:
      return at(body, way, (was) => picker.of([[was], [was, was], new Members([['value', was]]), toText(was)]));
    default:
      // The whole body now and then, its members as a rule.
      return at(body, way.length === 0 && !picker.oneIn(8) ? (waysIn(body)[1] ?? way) : way, () => value);
  }
}

function waysIn(value: Json, way: Way = []): Way[] {
  const members: [string | number, Json][] = Array.isArray(value)
    ? value.slice(0, 10).map((member, place) => [place, member])
    : (membersOf(value)?.entries ?? []);
  return [way, ...members.flatMap(([name, member]) => waysIn(member, [...way, name]))].slice(0, 60);
}

/** The nearest object around what the way leads to. */
function objectOn(body: Json, way: Way): Way {
  return membersOf(valueAt(body, way)) || way.length === 0 ? way : objectOn(body, way.slice(0, -1));
}

function valueAt(value: Json, way: Way): Json {
  const [first, ...rest] = way;
  if (first === undefined) return value;
  if (Array.isArray(value)) return valueAt(value[Number(first)], rest);
  return valueAt(membersOf(value)?.entries.find(([name]) => name === first)?.[1], rest);
}

function at(value: Json, way: Way, change: (was: Json) => Json): Json {
  const [first, ...rest] = way;
  if (first === undefined) return change(value);
  if (Array.isArray(value)) return value.map((member, place) => (place === first ? at(member, rest, change) : member));
  const entries = membersOf(value)?.entries ?? [];
  return new Members(entries.map(([name, member]) => [name, name === first ? at(member, rest, change) : member]));
}

function withoutMember(body: Json, way: Way): Json {
  const name = way.at(-1);
  return at(body, way.slice(0, -1), (owner) => {
    if (Array.isArray(owner)) return owner.filter((_, place) => place !== name);
    return new Members((membersOf(owner)?.entries ?? []).filter(([other]) => other !== name));
  });
}

/** One member is there a second time, before or after the first. */
function twice(object: Json, picker: Picker, value: Json): Json {
  const entries = membersOf(object)?.entries ?? [];
  const again: [string, Json] = [picker.of(entries)?.[0] ?? 'a', value];
  return new Members(picker.oneIn(2) ? [...entries, again] : [again, ...entries]);
}
