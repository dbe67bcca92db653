import type { HotelText } from './hotel-index.js';

/** What the index's thread can be asked, and what it answers. */
export interface IndexOrders {
  /** Answers how many hotels there are in the index now. */
  put: { order: HotelText[]; answer: number };
  /** Answers which of these are missing. */
  keepOnly: { order: number[]; answer: number[] };
  /** Answers the hotels that match, best first; undefined when that was no longer wanted. */
  rank: { order: { text: string; until: number }; answer: number[] | undefined };
}

export type OrderName = keyof IndexOrders;

/** As it goes to the thread. */
export type IndexOrder = {
  [Name in OrderName]: { id: number; name: Name; order: IndexOrders[Name]['order'] };
}[OrderName];

/** As it comes back. */
export interface IndexAnswer {
  id: number;
  answer: IndexOrders[OrderName]['answer'];
}
