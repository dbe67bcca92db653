import type { Answer } from '../../support/http.js';

/** On a busy machine the first tries may run out of time. */
const TRIES = 4;

/** Sends again what was answered 503, as that answer asks for. */
export async function patiently<Body>(send: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
  for (let tries = 1; ; tries++) {
    const answer = await send();
    if (answer.status !== 503 || tries === TRIES) return answer;
  }
}
