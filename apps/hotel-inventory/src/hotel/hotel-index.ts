import MiniSearch from 'minisearch';

/** What a hotel is found by. */
export interface HotelText {
  id: number;
  name: string;
  address: string;
  city: string;
  country: string;
}

const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** An index over hotels; gives way to other work while it is built. */
export async function buildHotelIndex(hotels: readonly HotelText[]): Promise<MiniSearch<HotelText>> {
  const index = new MiniSearch<HotelText>({
    fields: ['number', 'name', 'address', 'city', 'country'],
    extractField: textOf,
    processTerm: plain,
  });
  await index.addAllAsync(hotels);
  return index;
}

/** The hotels that match every word of `text`, best first, always in the same order. */
export function rankHotels(index: MiniSearch<HotelText>, text: string): number[] {
  const hits = index.search(text, {
    combineWith: 'AND',
    prefix: (term) => term.length > 1,
    fuzzy: typosForgiven,
    boost: { number: 5, name: 3, city: 2 },
  });
  return hits.sort((a, b) => b.score - a.score || a.id - b.id).map((hit) => hit.id as number);
}

/** A number with a typo is another number, and a short word with a typo is another word. */
function typosForgiven(term: string): number | false {
  if (/\d/.test(term) || term.length <= 3) return false;
  return term.length <= 5 ? 1 : 2;
}

function textOf(hotel: HotelText, field: string): string | number {
  if (field === 'number') return String(hotel.id);
  if (field === 'country') return `${hotel.country} ${COUNTRY_NAMES.of(hotel.country) ?? ''}`;
  return hotel[field as keyof HotelText];
}

/** `São` is found by `sao`. */
function plain(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
