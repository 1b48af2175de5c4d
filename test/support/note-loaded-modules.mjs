// Preloaded into a process (`node --import`): writes the URL of every module that is loaded to the file named by
// LOADED_MODULES, one a line, as it is loaded.
import { appendFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  load(url, context, nextLoad) {
    appendFileSync(process.env.LOADED_MODULES, `${url}\n`);
    return nextLoad(url, context);
  },
});
