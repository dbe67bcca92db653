import { requireEnv, runHttpApp } from '#platform';
import { AppModule } from './app.module.js';
import { InventoryEnv } from './env.js';

const env = requireEnv(InventoryEnv, process.env);

await runHttpApp(AppModule.forRoot(env), env, {
  name: 'hotel-inventory',
  title: 'Staylock: hotel inventory',
  description: 'Hotels, room categories, rooms and their nights: what can be sold, and what is held or sold.',
});
