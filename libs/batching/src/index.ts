export { Batches } from './batches.js';
export { togetherOrAlone } from './together-or-alone.js';
