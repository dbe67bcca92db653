// Run instead of an app: the same app, which at a signal begins a profile of itself, and at the next writes it.
import { renameSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PROFILE_SIGNAL, PROFILED_ENTRY, PROFILES_FOLDER } from './profiled-variables.js';

const SAMPLE_EVERY_US = 500;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
let running = false;

process.on(PROFILE_SIGNAL, () => void toggle());
await import(pathToFileURL(resolve(process.env[PROFILED_ENTRY] ?? '')).href);

async function toggle(): Promise<void> {
  running = !running;
  if (running) return void (await session.post('Profiler.start'));
  const { profile } = await session.post('Profiler.stop');
  const file = join(process.env[PROFILES_FOLDER] ?? '', `${process.pid}.cpuprofile`);
  // Under another name until it is whole.
  writeFileSync(`${file}.new`, JSON.stringify(profile));
  renameSync(`${file}.new`, file);
}
