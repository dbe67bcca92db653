export { OutageWatch, type OutageWatchOptions } from './outage-watch.js';
