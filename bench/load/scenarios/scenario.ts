import type { Answer, Wish } from '../connection.js';
import type { Visitor } from '../visitor.js';

/** What the clients of one run do. */
export interface Scenario {
  /** Before the run and its measurements. */
  prepare?(visitor: Visitor): Promise<void>;
  /** One thing that a client does; undefined when nothing is left to do. */
  visit(visitor: Visitor): Promise<unknown> | undefined;
  /** What others do meanwhile, on a line of their own; it is not measured. */
  beside?(send: (wish: Wish) => Promise<Answer>, isOver: () => boolean): Promise<void>;
  /** What is wrong with the whole, though each answer was right. */
  complaints?(): string[];
}
