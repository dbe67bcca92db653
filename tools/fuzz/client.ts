import { setTimeout as sleep } from 'node:timers/promises';
import { bodyOf, type Draft, pathOf, validDraft } from './draft.js';
import type { FuzzSystem } from './fuzz-system.js';
import type { HttpAnswer } from './http-answer.js';
import { isBusy } from './judge.js';
import { learn } from './learn.js';
import type { Operation } from './openapi.js';
import type { Picker } from './picker.js';
import { type HttpMessage, Sender } from './send.js';
import { Turnstile } from './turnstile.js';
import type { Role, World } from './world.js';

/** Longer than the breaker between the apps stays open. */
const PAUSE_MS = 1_200;
const TRIES = 5;

export interface TimedAnswer extends HttpAnswer {
  ms: number;
}

/** Sends drafts to the app they are for and remembers what came of them. */
export class Client {
  /** Answers of a machine that had too much to do. */
  busy = 0;
  private readonly sender: Sender;
  private readonly turnstile = new Turnstile();

  constructor(
    private readonly system: FuzzSystem,
    private readonly world: World,
    connections: number,
  ) {
    this.sender = new Sender(connections);
  }

  async message(draft: Draft): Promise<HttpMessage> {
    const body = bodyOf(draft);
    const token = await this.system.token(draft.caller);
    const isGiven = (wanted: string) => draft.headers.some(([name]) => name.toLowerCase() === wanted);
    return {
      url: this.urlOf(draft.operation),
      method: draft.method,
      path: pathOf(draft),
      headers: [
        ...(token === undefined || isGiven('authorization')
          ? []
          : [['Authorization', `Bearer ${token}`] satisfies [string, string]]),
        ...(body === undefined || isGiven('content-type')
          ? []
          : [['Content-Type', 'application/json'] satisfies [string, string]]),
        ...draft.headers,
      ],
      body,
    };
  }

  urlOf({ app }: Operation): string {
    return this.system.apps[app as keyof FuzzSystem['apps']].url;
  }

  /** A request that meets a busy machine is sent again, with nobody else there. */
  async send(draft: Draft, message: HttpMessage): Promise<TimedAnswer> {
    let answer = await this.turnstile.together(() => this.sendOnce(draft, message));
    for (let attempt = 1; isBusy(answer) && attempt < TRIES; attempt++) {
      this.busy++;
      if (draft.operation.name === 'POST /bookings') this.world.asked.leases++;
      answer = await this.turnstile.byItself(async () => {
        await sleep(PAUSE_MS);
        return this.sendOnce(draft, message);
      });
    }
    return answer;
  }

  private async sendOnce(draft: Draft, message: HttpMessage): Promise<TimedAnswer> {
    const startedAt = performance.now();
    const answer = await this.sender.send(message);
    learn(this.world, draft, answer);
    return { ...answer, ms: performance.now() - startedAt };
  }

  /** A request as the document wants it. */
  async sendValid(
    operation: Operation,
    role: Role,
    picker: Picker,
    change?: (draft: Draft) => void,
  ): Promise<HttpAnswer> {
    const draft = validDraft(operation, role, this.world, picker);
    change?.(draft);
    return this.send(draft, await this.message(draft));
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}
