import { requireEnv, runHttpApp } from '#platform';
import { AppModule } from './app.module.js';
import { BookingEnv } from './env.js';

const env = requireEnv(BookingEnv, process.env);

await runHttpApp(AppModule.forRoot(env), env, {
  name: 'booking',
  title: 'Staylock booking',
  description: 'Takes bookings, holds their rooms for some minutes, confirms, cancels and expires them.',
});
