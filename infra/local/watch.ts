import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { askServer } from './ask-server.ts';
import { endOnError } from './end-on-error.ts';

/** `npm run watch -- URL`: asks the running server to watch a page. */
async function watch(): Promise<void> {
  const [url, ...flags] = process.argv.slice(2);
  if (!url || url.startsWith('-')) throw new ConfigError('npm run watch -- URL: needs the address of a page to watch');
  if (!URL.canParse(url)) throw new ConfigError(`${url} is no address of a page, such as https://shop.example/kettle`);
  const { ok, status, body } = await askServer(readSettings(flags, process.env), '/api/watches', { url });
  if (!ok) throw new ConfigError(`${url} is not watched: ${body.detail ?? 'the server refused'}`);
  process.stdout.write(`${status === 201 ? 'Watching' : 'Already watching'} ${body.url}, read as ${body.retailerId}\n`);
}

endOnError(watch());
