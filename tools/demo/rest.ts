import { show } from './narration.js';

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

/** Sends one request and shows it, without the token, together with the status of the answer. */
export async function request<Body>(
  method: 'GET' | 'POST',
  url: string,
  options: { token?: string; headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer<Body>> {
  const { token, headers = {}, body } = options;
  show(`${method} ${url}`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`));
  if (body !== undefined) show(JSON.stringify(body));
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Body;
  show(`→ ${response.status} ${response.statusText}`);
  if (response.status >= 400) show(JSON.stringify(answer));
  return { status: response.status, headers: response.headers, body: answer };
}
