import { constants, setPriority } from 'node:os';
import { requireEnv, runHttpApp } from '#platform';
import { AppModule } from './app.module.js';
import { NotificationEnv } from './env.js';

// Where the apps share processors, guests who wait for an answer go before mails.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const env = requireEnv(NotificationEnv, process.env);

await runHttpApp(AppModule.forRoot(env), env, {
  name: 'notification',
  title: 'Staylock notification',
  description: 'Sends the e-mails about bookings. It is driven by a queue: over HTTP it only tells how it is.',
});
