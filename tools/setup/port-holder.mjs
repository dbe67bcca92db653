import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';

const LISTENING = '0A';
const SHOWN = 80;

/** The program that listens on a TCP port, as far as this user may know: `node dist/main.js (process 4711)`. */
export function holderOf(port) {
  try {
    const pid = existsSync('/proc/net/tcp') ? pidOnLinux(port) : pidElsewhere(port);
    return pid === undefined ? undefined : `${commandOf(pid)} (process ${pid})`;
  } catch {
    return undefined;
  }
}

function pidOnLinux(port) {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => socketsIn(table, port)));
  if (sockets.size === 0) return undefined;
  return readdirSync('/proc').find(
    (name) => /^\d+$/.test(name) && linksOf(`/proc/${name}/fd`).some((link) => sockets.has(link)),
  );
}

function socketsIn(table, port) {
  if (!existsSync(table)) return [];
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readFileSync(table, 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(local) && fields[3] === LISTENING)
    .map((fields) => `socket:[${fields[9]}]`);
}

/** What a process has open; nothing of another user's. */
function linksOf(folder) {
  try {
    return readdirSync(folder).map((name) => link(`${folder}/${name}`));
  } catch {
    return [];
  }
}

function link(path) {
  try {
    return readlinkSync(path);
  } catch {
    // Closed meanwhile.
    return '';
  }
}

function pidElsewhere(port) {
  const said = execFileSync('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-t'], { encoding: 'utf8' });
  return said.trim().split('\n')[0] || undefined;
}

function commandOf(pid) {
  // Slim machines have no ps.
  const command = existsSync(`/proc/${pid}/cmdline`)
    ? readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    : execFileSync('ps', ['-o', 'args=', '-p', pid], { encoding: 'utf8' }).trim();
  return command.length > SHOWN ? `${command.slice(0, SHOWN)}…` : command;
}
