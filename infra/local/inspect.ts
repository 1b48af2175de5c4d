import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Extraction, Page } from '../../shared/domain/extraction/extraction.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { type Strategy, strategy } from '../../shared/domain/fetching/strategy.ts';
import { formatMoney } from '../../shared/domain/money/format-money.ts';
import { type RetailerDirectory, retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { withOwnRetailers } from '../../shared/domain/offer/with-own-retailers.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings, type Settings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';
import { ownRetailers } from './own-retailers.ts';
import { pageSourceFor } from './page-source-for.ts';

const usage = 'npm run inspect -- URL|FILE [--retailer ID] [--way http|browser|jina] [--url URL of the saved file]';

/** `npm run inspect -- URL|FILE`: what is read from a page, and why. */
async function inspect(): Promise<void> {
  const { target, retailerId, url, way, flags } = readArguments(process.argv.slice(2));
  const settings = readSettings(flags, process.env);
  const directory = retailerDirectory(withOwnRetailers(await ownRetailers(settings), builtInRetailers));
  const page = existsSync(target) ? savedPage(target, url) : await fetchedPage(target, way, directory, settings);
  const retailer = retailerId === undefined ? directory.forUrl(page.url) : directory.byId(retailerId);
  if (!retailer)
    throw new ConfigError(`--retailer: found "${retailerId}"; allowed: the id of a file in shared/retailers`);
  process.stdout.write(report(page, retailer, readPage(page, retailer)));
}

function readArguments(argv: readonly string[]) {
  const rest = [...argv];
  const take = (name: string): string | undefined => {
    const at = rest.indexOf(name);
    return at < 0 ? undefined : rest.splice(at, 2)[1];
  };
  const retailerId = take('--retailer');
  const url = take('--url');
  const way = strategy.safeParse(take('--way') ?? 'http');
  const [target, ...flags] = rest;
  if (!target || target.startsWith('-')) throw new ConfigError(usage);
  if (url !== undefined && !URL.canParse(url)) throw new ConfigError(`--url: found "${url}"; allowed: a URL`);
  if (!way.success) throw new ConfigError(`--way: allowed: ${strategy.options.join(', ')}`);
  return { target, retailerId, url, way: way.data, flags };
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

async function fetchedPage(
  url: string,
  way: Strategy,
  directory: RetailerDirectory,
  settings: Settings,
): Promise<Page> {
  if (!URL.canParse(url)) throw new ConfigError(`${url}: neither a file nor a URL; ${usage}`);
  const source = await pageSourceFor(way, settings, process.env);
  const { robots } = directory.forUrl(url);
  const result = await source.fetch({ url, robots, purpose: 'confirm', signal: AbortSignal.timeout(60_000) });
  await source.close();
  if (result.type === 'page') return { url: result.url, html: result.html, status: result.status };
  throw new ConfigError(`${url}: ${result.type === 'failed' ? `${result.failure}: ${result.detail}` : 'not modified'}`);
}

function report(page: Page, retailer: Retailer, extraction: Extraction): string {
  const facts = 'facts' in extraction ? Object.entries(extraction.facts) : [];
  const votes = 'votes' in extraction ? extraction.votes : [];
  const verdict =
    extraction.outcome === 'price'
      ? `${formatMoney(extraction.price)}, confidence ${extraction.confidence.toFixed(2)}`
      : extraction.outcome === 'blocked'
        ? `blocked by ${extraction.vendor}`
        : extraction.outcome === 'unreadable'
          ? `unreadable: ${extraction.reason}`
          : extraction.outcome;
  const lines = [
    `${page.url} (${page.status}, ${page.html.length} characters, read as ${retailer.id})`,
    '',
    `  ${verdict}`,
    ...extraction.reasons.map((reason) => `  because ${reason}`),
    ...(facts.length > 0 ? ['', 'facts'] : []),
    ...facts.map(
      ([name, value]) => `  ${name.padEnd(13)} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...(votes.length > 0 ? ['', 'votes'] : []),
    ...votes.map(
      ({ role, price, extractor, source }) =>
        `  ${role.padEnd(11)} ${formatMoney(price).padEnd(14)} ${extractor}: ${source}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

endOnError(inspect());
