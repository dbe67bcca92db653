// Run as a process of its own by `npm start`: receives every mail over SMTP and shows them on a web page.
import { createRequire } from 'node:module';

interface MailCatcher {
  listen(): Promise<void>;
  on(event: 'new', listener: (mail: { id: string }) => void): void;
  deleteEmail(id: string, done: (error: Error | null) => void): void;
}

/** They are kept in memory, and listed as a whole; a replay sends a hundred thousand. */
const KEPT_MAILS = 500;

const [smtpPort, webPort, folder] = process.argv.slice(2);
const startMailCatcher = createRequire(import.meta.url)('maildev') as (options: object) => MailCatcher;
const catcher = startMailCatcher({
  smtp: Number(smtpPort),
  web: Number(webPort),
  ip: '127.0.0.1',
  mailDirectory: folder,
  silent: true,
});

const kept: string[] = [];
catcher.on('new', ({ id }) => {
  kept.push(id);
  // One that somebody deleted on the page is gone already.
  if (kept.length > KEPT_MAILS) catcher.deleteEmail(kept.shift() ?? '', () => undefined);
});
await catcher.listen();
