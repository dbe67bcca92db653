import { AppModule } from '../../../apps/booking/src/app.module.js';
import { BookingEnv } from '../../../apps/booking/src/env.js';
import { BOOKING_OVERRIDES } from './overrides.js';
import { runUnguarded } from './unguarded-process.js';

await runUnguarded('booking', BookingEnv, (env) => AppModule.forRoot(env), BOOKING_OVERRIDES);
