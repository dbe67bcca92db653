export { OutageWatch, type OutageWatchOptions } from './outage-watch.js';
export { UnderWay } from './under-way.js';
