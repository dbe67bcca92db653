export { removeSharedServers as default } from './shared-servers.js';
