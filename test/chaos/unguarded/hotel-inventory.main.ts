import { AppModule } from '../../../apps/hotel-inventory/src/app.module.js';
import { InventoryEnv } from '../../../apps/hotel-inventory/src/env.js';
import { INVENTORY_OVERRIDES } from './overrides.js';
import { runUnguarded } from './unguarded-process.js';

await runUnguarded('hotel-inventory', InventoryEnv, (env) => AppModule.forRoot(env), INVENTORY_OVERRIDES);
