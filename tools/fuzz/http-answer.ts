export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** The answers in what a connection sent, in their order; each says how long it is. */
export function readAnswers(received: Buffer): HttpAnswer[] {
  const answers: HttpAnswer[] = [];
  let rest = received;
  for (;;) {
    const end = rest.indexOf('\r\n\r\n');
    const head = rest.subarray(0, Math.max(0, end)).toString('latin1').split('\r\n');
    const status = Number(/^HTTP\/1\.\d (\d{3})/.exec(head[0] ?? '')?.[1] ?? Number.NaN);
    if (end < 0 || Number.isNaN(status)) return answers;
    const headers = Object.fromEntries(head.slice(1).map(readHeader));
    const bodyEnd = end + 4 + (status < 200 ? 0 : Number(headers['content-length'] ?? 0));
    const text = rest.subarray(end + 4, bodyEnd).toString('utf8');
    if (status >= 200) answers.push({ status, headers, text });
    rest = rest.subarray(bodyEnd);
  }
}

function readHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
