// The bundle is main.cjs. Its compiled form lies beside it where warm-up.cjs ran for this very Node: a third of a cold
// start is otherwise compiling. Node's own compile cache holds no function that is compiled when it is first called, and
// these are most of what a first message needs.
const { readFileSync } = require('node:fs');
const { wrap } = require('node:module');
const { join } = require('node:path');
const { Script, constants } = require('node:vm');

const filename = join(__dirname, 'main.cjs');
const script = new Script(wrap(readFileSync(filename, 'utf8')), {
  filename,
  cachedData: compiled(),
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
});
script.runInThisContext().call(exports, exports, require, module, filename, __dirname);

/** V8 takes what another version or other source made for nothing. */
function compiled() {
  try {
    return readFileSync(`${filename}.compiled`);
  } catch {
    return undefined;
  }
}

// For warm-up.cjs, which keeps what has been compiled by then.
Object.defineProperty(module.exports, Symbol.for('script'), { value: script });
