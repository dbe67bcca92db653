export { Batches } from './batches.js';
export { Lanes } from './lanes.js';
export { togetherOrHalved } from './together-or-halved.js';
