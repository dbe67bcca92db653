import { MAX_HOLDS_TOGETHER } from '#contracts';
import { Client } from './client.js';
import { changeDraft } from './change-draft.js';
import { makeDeadLetters } from './dead-letters.js';
import { describeOctets, describeRequest } from './describe-request.js';
import { disturb } from './disturb.js';
import { type Draft, pathOf, validDraft } from './draft.js';
import type { FuzzSystem } from './fuzz-system.js';
import { codeOf, complaintsAbout, complaintsAboutRaw, passedAuthentication } from './judge.js';
import { learn } from './learn.js';
import { type Operation, operationsOf } from './openapi.js';
import { Picker } from './picker.js';
import { type Open, probe } from './probe.js';
import { RAW_SHAPES } from './raw-shapes.js';
import { type Recipe, recipesOf } from './recipe.js';
import { ResponseSchemas } from './response-schemas.js';
import { type HttpMessage, sendOctets } from './send.js';
import { hostileTokens } from './hostile-tokens.js';
import { Tally } from './tally.js';
import type { World } from './world.js';

export interface FuzzOptions {
  seed: number;
  requests: number;
  /** Requests under way at once. */
  clients: number;
  stopped?: () => boolean;
  onSettled?: (tally: Tally) => void;
}

/** What is written to, and what much hangs on, is asked more often. */
const WEIGHTS: Record<string, number> = {
  'POST /bookings': 14,
  'GET /bookings': 4,
  'POST /holds': 12,
  'GET /availability': 5,
  'POST /hotels': 4,
  'PATCH /hotels/{hotelId}': 4,
};
const USUAL_WEIGHT = 3;
/** Fewer could be gone before the requests under way are through. */
const LOW_STOCK = 20;

/** Sends hostile requests to every operation of every app and judges the answers. */
export class Fuzz {
  readonly tally = new Tally();
  private readonly client: Client;
  private schemas = new ResponseSchemas({});
  private open: Open[] = [];

  constructor(
    private readonly system: FuzzSystem,
    private readonly world: World,
    private readonly options: FuzzOptions,
  ) {
    this.client = new Client(system, world, options.clients);
  }

  async run(): Promise<Tally> {
    const documents = await this.system.documents();
    const operations = Object.entries(documents).flatMap(([app, document]) => operationsOf(app, document));
    this.schemas = new ResponseSchemas(documents);
    try {
      this.open = weighted(await probe(this.client, operations, this.schemas));
      const recipes = recipesOf(this.options.seed, this.options.requests);
      await Promise.all(Array.from({ length: this.options.clients }, () => this.work(recipes)));
      await this.probeAgain(operations);
      await this.tidyUp();
      this.tally.busy = this.client.busy;
    } finally {
      await this.client.close();
    }
    return this.tally;
  }

  /** Nothing that was sent may have changed how the valid form is answered. */
  private async probeAgain(operations: Operation[]): Promise<void> {
    await makeDeadLetters(this.system.bookingDb, this.world);
    await probe(this.client, operations, this.schemas).catch((error: unknown) =>
      this.fail('afterwards', String(error), 'the valid form'),
    );
  }

  private async work(recipes: Iterator<Recipe>): Promise<void> {
    for (;;) {
      if (this.options.stopped?.()) return;
      const next = recipes.next();
      if (next.done) return;
      await this.restock(next.value);
      await this.follow(next.value);
      this.options.onSettled?.(this.tally);
    }
  }

  private async follow(recipe: Recipe): Promise<void> {
    const picker = new Picker(recipe.choices);
    const chosen = this.open[recipe.operation % this.open.length];
    if (!chosen) throw new Error('The apps have no operations.');
    const role = picker.of(chosen.roles) ?? 'guest';
    const draft = validDraft(chosen.operation, role, this.world, picker);
    const way = new Picker([recipe.way, recipe.way >> 4, recipe.way >> 9]);
    if (recipe.disturbance === 'raw') return this.exchangeOctets(draft, way);
    for (const change of recipe.changes) changeDraft(draft, change);
    disturb(draft, recipe.disturbance, way);
    const message = await this.client.message(draft);
    if (recipe.disturbance === 'token') disguise(message, way);
    await this.exchange(draft, message);
  }

  /** What requests remove is made anew, so that the next ones find something. */
  private async restock({ choices }: Recipe): Promise<void> {
    const make = async (name: string) => {
      const found = this.open.find(({ operation }) => operation.name === name);
      if (found) await this.client.sendValid(found.operation, 'staff', new Picker(choices));
    };
    if (this.world.spareHotels.size < LOW_STOCK) await make('POST /hotels');
    if (this.world.spareCategories.size < LOW_STOCK) await make('POST /hotels/{hotelId}/room-categories');
    if (this.world.generations.size < LOW_STOCK) await make('POST /room-categories/{roomCategoryId}/night-generations');
    if (this.world.deadLetters.size === 0) await makeDeadLetters(this.system.bookingDb, this.world);
  }

  private async exchange(draft: Draft, message: HttpMessage): Promise<void> {
    const { name } = draft.operation;
    const { caller } = draft;
    const startedAt = performance.now();
    const who = `${caller.role} ${caller.userId}`;
    try {
      const answer = await this.client.send(draft, message);
      this.tally.add(name, answer.status, codeOf(answer), passedAuthentication(answer), answer.ms);
      // Another method or path is another operation, or none.
      const isItself = draft.method === draft.operation.method && draft.segments.length > 1;
      const complaints = isItself
        ? complaintsAbout(answer, draft.operation, this.schemas)
        : complaintsAboutRaw([answer]);
      for (const complaint of complaints) this.fail(name, complaint, describeRequest(message, who));
    } catch (error) {
      this.tally.add(name, 0, 'no answer', false, performance.now() - startedAt);
      this.fail(name, `no answer: ${String(error)}`, describeRequest(message, who));
    }
  }

  private async exchangeOctets(draft: Draft, picker: Picker): Promise<void> {
    const message = await this.client.message(draft);
    const [shape, write] = picker.of(Object.entries(RAW_SHAPES)) ?? [];
    if (shape === undefined || !write) return;
    const octets = write({
      method: message.method,
      path: pathOf(draft),
      host: new URL(message.url).host,
      headers: message.headers.map(([name, value]) => `${name}: ${value}\r\n`).join(''),
      body: message.body?.toString('latin1') ?? '',
    });
    const startedAt = performance.now();
    const answers = await sendOctets(message.url, octets);
    this.tally.addRaw(
      shape,
      answers.map(({ status }) => status),
      performance.now() - startedAt,
    );
    for (const answer of answers.slice(0, 1)) learn(this.world, draft, answer);
    for (const complaint of complaintsAboutRaw(answers)) {
      this.fail(`raw HTTP: ${shape}`, complaint, describeOctets(message.url, shape, octets));
    }
  }

  private fail(operation: string, complaint: string, request: string): void {
    this.tally.fail({ operation, complaint, request });
  }

  /** The holds that no booking stands behind are ended, as the service that took them would do. */
  private async tidyUp(): Promise<void> {
    const release = this.open.find(({ operation }) => operation.name === 'POST /holds/releases');
    if (!release) return;
    const holds = [...this.world.asked.holds].map((bookingId) => ({ bookingId }));
    for (let from = 0; from < holds.length; from += MAX_HOLDS_TOGETHER) {
      const some = holds.slice(from, from + MAX_HOLDS_TOGETHER);
      await this.client.sendValid(release.operation, 'service', new Picker([1]), (draft) => {
        draft.body = { holds: some };
      });
    }
  }
}

function weighted(open: Open[]): Open[] {
  return open.flatMap((one) => Array.from({ length: WEIGHTS[one.operation.name] ?? USUAL_WEIGHT }, () => one));
}

/** Another `Authorization` than the caller's. */
function disguise(message: HttpMessage, picker: Picker): void {
  const others = message.headers.filter(([name]) => name !== 'Authorization');
  const own = message.headers.find(([name]) => name === 'Authorization')?.[1] ?? '';
  message.headers = [...others, ...(picker.of(hostileTokens(own)) ?? [])];
}
