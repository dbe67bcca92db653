const { existsSync } = require('node:fs');
const { resolve, sep } = require('node:path');

/** Our imports name the compiled file (`./stay.js`), as Node wants them; in tests its TypeScript source stands for it. */
module.exports = (path, options) => {
  const own = path.startsWith('.') && path.endsWith('.js') && !options.basedir.includes(`${sep}node_modules${sep}`);
  const source = own ? resolve(options.basedir, path.replace(/js$/, 'ts')) : undefined;
  return source && existsSync(source) ? source : options.defaultResolver(path, options);
};
