import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Page } from '../../shared/domain/extraction/extraction.ts';
import type { Strategy } from '../../shared/domain/fetching/strategy.ts';
import type { RetailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import type { Settings } from '../../shared/runtime/settings.ts';
import { pageSourceFor } from './page-source-for.ts';

/** How a page named on the command line is to be had. */
interface Obtaining {
  readonly way: Strategy;
  readonly directory: RetailerDirectory;
  readonly settings: Settings;
  /** Address of a saved file. */
  readonly url?: string | undefined;
}

/** The page that a command was given: a file (.html, .html.gz), else an address. @throws ConfigError in one line */
export async function obtainPage(target: string, obtaining: Obtaining): Promise<Page> {
  return existsSync(target) ? savedPage(target, obtaining.url) : fetchedPage(target, obtaining);
}

function savedPage(file: string, url = 'https://saved.invalid/'): Page {
  try {
    const bytes = readFileSync(file);
    const html = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    return { url, html, status: 200 };
  } catch (error) {
    throw new ConfigError(`${file}: cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The demo's shops are known to its server only; by their names, which always mean this machine, a command finds them too. */
function reachingDemoShop(url: string, settings: Settings): Settings {
  const { hostname, port } = new URL(url);
  if (!hostname.endsWith('.demo.localhost')) return settings;
  const given = settings.hostMap === 'none' ? [] : [settings.hostMap];
  return { ...settings, hostMap: [`${hostname}=127.0.0.1:${port || 80}`, ...given].join(',') };
}

async function fetchedPage(url: string, { way, directory, settings }: Obtaining): Promise<Page> {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) throw new ConfigError(`${url}: neither a file nor a web address`);
  const source = await pageSourceFor(way, reachingDemoShop(url, settings), process.env);
  const { robots } = directory.forUrl(url);
  const result = await source.fetch({ url, robots, purpose: 'confirm', signal: AbortSignal.timeout(60_000) });
  await source.close();
  if (result.type === 'page') return { url: result.url, html: result.html, status: result.status };
  throw new ConfigError(`${url}: ${result.type === 'failed' ? `${result.failure}: ${result.detail}` : 'not modified'}`);
}
