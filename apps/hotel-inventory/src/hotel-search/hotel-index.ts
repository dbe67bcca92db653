import MiniSearch, { type SearchOptions } from 'minisearch';

/** What a hotel is found by. */
export interface HotelText {
  id: number;
  name: string;
  address: string;
  city: string;
  country: string;
}

/** Of a text that is searched for, further words are left out: each one costs, and five name a hotel well enough. */
export const MAX_WORDS = 5;
/** Of a text that is searched for; room for five long words. */
export const MAX_SEARCH_LENGTH = 100;
/** So many hotels are ranked, at most: putting all that have "hotel" in their name in order helps nobody. */
export const MAX_RANKED = 1_000;

/** A word that is written as nowhere in the index may be a typing error; with more of them it is another language. */
const MAX_TYPOS = 2;

const WORD_BREAKS = /[\p{P}\p{Z}\p{S}\s]+/u;
const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
const FIELD_WEIGHTS = { number: 5, name: 3, city: 2 };

/** One word as the index is asked for it. */
interface Question {
  word: string;
  options: SearchOptions;
}

/** Full-text index over hotels, which takes changes one by one. */
export class HotelIndex {
  private readonly hotels = new Map<number, HotelText>();
  private readonly index = new MiniSearch<HotelText>({
    fields: ['number', 'name', 'address', 'city', 'country'],
    extractField: textOf,
    tokenize: (text) => text.split(WORD_BREAKS),
    processTerm: plain,
  });

  get size(): number {
    return this.hotels.size;
  }

  /** Adds hotels, or puts them in the place of what they were before. */
  put(hotels: readonly HotelText[]): void {
    for (const hotel of hotels) {
      const before = this.hotels.get(hotel.id);
      if (before && isSame(before, hotel)) continue;
      if (before) this.index.remove(before);
      this.index.add(hotel);
      this.hotels.set(hotel.id, hotel);
    }
  }

  /** Forgets every hotel but these; returns those of them that it has not got. */
  keepOnly(hotelIds: readonly number[]): number[] {
    const kept = new Set(hotelIds);
    for (const [id, hotel] of this.hotels) {
      if (kept.has(id)) continue;
      this.index.remove(hotel);
      this.hotels.delete(id);
    }
    return hotelIds.filter((id) => !this.hotels.has(id));
  }

  /** The hotels that match each of the first words of `text`, best first, always in the same order. */
  rank(text: string): number[] {
    const questions: Question[] = [];
    let candidates: ReadonlySet<number> | undefined;
    let typos = 0;
    for (const word of wordsOf(text)) {
      let question = asWritten(word);
      let found = this.matches(question, candidates);
      if (found.anywhere === 0 && typosForgiven(word) > 0 && ++typos <= MAX_TYPOS) {
        question = withTypos(word);
        found = this.matches(question, candidates);
      }
      // Without this hotel's one word it is not the hotel: the other words need not be looked up.
      if (found.ids.size === 0) return [];
      candidates = found.ids;
      questions.push(question);
    }
    return this.inOrder(questions, new Set([...(candidates ?? [])].slice(0, MAX_RANKED)));
  }

  /**
   * The candidates that have the word, and how often it is in the index. Nothing is scored, which is what takes long;
   * a hotel that MiniSearch is told to weigh with 0 is passed over.
   */
  private matches(
    { word, options }: Question,
    candidates?: ReadonlySet<number>,
  ): { ids: Set<number>; anywhere: number } {
    const ids = new Set<number>();
    let anywhere = 0;
    const boostDocument = (id: number): number => {
      anywhere++;
      if (!candidates || candidates.has(id)) ids.add(id);
      return 0;
    };
    this.index.search(word, { ...options, boostDocument });
    return { ids, anywhere };
  }

  private inOrder(questions: readonly Question[], hotelIds: ReadonlySet<number>): number[] {
    const scores = new Map<number, number>();
    const boostDocument = (id: number): number => (hotelIds.has(id) ? 1 : 0);
    for (const { word, options } of questions) {
      for (const { id, score } of this.index.search(word, { ...options, boost: FIELD_WEIGHTS, boostDocument })) {
        scores.set(id as number, (scores.get(id as number) ?? 0) + score);
      }
    }
    return [...scores].sort(([a, scoreA], [b, scoreB]) => scoreB - scoreA || a - b).map(([id]) => id);
  }
}

/** The words that are looked for, the longest first: it leaves the fewest hotels to the others. */
function wordsOf(text: string): string[] {
  const words = new Set(text.slice(0, MAX_SEARCH_LENGTH).split(WORD_BREAKS).map(plain));
  words.delete('');
  return [...words].slice(0, MAX_WORDS).sort((a, b) => b.length - a.length);
}

function asWritten(word: string): Question {
  return { word, options: { prefix: word.length > 1 } };
}

function withTypos(word: string): Question {
  return { word, options: { fuzzy: typosForgiven(word) } };
}

/** A number with a typo is another number, and a short word with a typo is another word. */
function typosForgiven(word: string): number {
  if (/\d/.test(word) || word.length <= 3) return 0;
  return word.length <= 5 ? 1 : 2;
}

function textOf(hotel: HotelText, field: string): string | number {
  if (field === 'number') return String(hotel.id);
  if (field === 'country') return `${hotel.country} ${countryName(hotel.country)}`;
  return hotel[field as keyof HotelText];
}

/** Nothing for what is no code: a single row that came from elsewhere must not end the index. */
function countryName(code: string): string {
  return /^[a-z]{2}$/i.test(code) ? (COUNTRY_NAMES.of(code) ?? '') : '';
}

/** `São` is found by `sao`. */
function plain(term: string): string {
  return term.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function isSame(a: HotelText, b: HotelText): boolean {
  return a.name === b.name && a.address === b.address && a.city === b.city && a.country === b.country;
}
