// Run as a process of its own by `npm start`: receives every mail over SMTP and shows them on a web page.
import { createRequire } from 'node:module';

interface MailCatcher {
  listen(): Promise<void>;
  on(event: 'new', listener: (mail: { id: string }) => void): void;
  deleteEmail(id: string, done: (error: Error | null) => void): void;
}

const [smtpPort, webPort, folder, keptMails] = process.argv.slice(2);
const startMailCatcher = createRequire(import.meta.url)('maildev') as (options: object) => MailCatcher;
const catcher = startMailCatcher({
  smtp: Number(smtpPort),
  web: Number(webPort),
  ip: '127.0.0.1',
  mailDirectory: folder,
  silent: true,
});

// They are kept in memory and listed on one page; a replay sends a hundred thousand.
const most = Number(keptMails);
const kept: string[] = [];
let told = false;
catcher.on('new', ({ id }) => {
  kept.push(id);
  if (kept.length <= most) return;
  if (!told)
    tell(`The mail catcher keeps the newest ${most} mails: older ones go from now on. MAILS_KEPT=… keeps more.`);
  told = true;
  // One that somebody deleted on the page is gone already.
  catcher.deleteEmail(kept.shift() ?? '', () => undefined);
});
await catcher.listen();

/** To the log, and to where `npm start` was called. */
function tell(line: string): void {
  console.log(line);
  process.send?.(line);
}
