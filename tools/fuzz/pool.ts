import type { Picker } from './picker.js';

/** The newest of what requests may refer to. */
export class Pool<T> {
  private readonly items: T[] = [];

  constructor(private readonly most = 400) {}

  add(item: T): void {
    this.items.push(item);
    if (this.items.length > this.most) this.items.shift();
  }

  any(picker: Picker): T {
    const item = picker.of(this.items);
    if (item === undefined) throw new Error('There is nothing yet that a request could be about.');
    return item;
  }

  get size(): number {
    return this.items.length;
  }

  removeWhere(isGone: (item: T) => boolean): void {
    this.items.splice(0, this.items.length, ...this.items.filter((item) => !isGone(item)));
  }
}
