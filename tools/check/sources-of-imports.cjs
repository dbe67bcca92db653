// For dependency-cruiser, which takes resolve aliases from a file of this shape only. The "#…" names of package.json
// lead to dist/, but the rules speak of sources. The working directory decides, so that the test of the rules can point
// them at a tree of its own.
const { join } = require('node:path');

const root = process.cwd();
const { imports } = require(join(root, 'package.json'));
const sourceOf = (built) => join(root, built.replace('./dist/', '').replace(/\.js$/, '.ts'));

module.exports = {
  resolve: {
    alias: Object.fromEntries(Object.entries(imports).map(([name, built]) => [`${name}$`, sourceOf(built)])),
  },
};
