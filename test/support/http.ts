/** An answer with its body read as JSON. */
export interface Answer<Body = Record<string, unknown>> {
  status: number;
  headers: Headers;
  body: Body;
}

export interface Message {
  token?: string | undefined;
  headers?: Record<string, string>;
  json?: unknown;
  /** A body as it is, for what is not JSON. */
  raw?: string;
}

/** Sends one request as any client would. */
export async function send<Body = Record<string, unknown>>(
  method: string,
  url: string,
  message: Message = {},
): Promise<Answer<Body>> {
  const body = message.raw ?? (message.json === undefined ? undefined : JSON.stringify(message.json));
  const response = await fetch(url, {
    method,
    headers: {
      ...(message.token === undefined ? {} : { authorization: `Bearer ${message.token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...message.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: (text === '' ? undefined : JSON.parse(text)) as Body,
  };
}
