import { existsSync } from 'node:fs';
import type { Page } from '../../shared/domain/extraction/extraction.ts';
import { suggestForShop } from '../../shared/domain/extraction/known-page.ts';
import { readPage } from '../../shared/domain/extraction/read-page.ts';
import { strategy } from '../../shared/domain/fetching/strategy.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { withOwnRetailers } from '../../shared/domain/offer/with-own-retailers.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';
import { pageReport, suggestionReport } from './inspect-report.ts';
import { obtainPage } from './obtain-page.ts';
import { ownRetailers } from './own-retailers.ts';

const usage =
  'npm run inspect -- URL|FILE… [--retailer ID] [--way http|browser|jina] [--url URL of the saved file] [--suggest]';

/** `npm run inspect -- URL|FILE…`: what is read from pages, and why; `--suggest`: selectors for their shop's file. */
async function inspect(): Promise<void> {
  const { targets, retailerId, url, way, suggest, flags } = readArguments(process.argv.slice(2));
  const settings = readSettings(flags, process.env);
  const directory = retailerDirectory(withOwnRetailers(await ownRetailers(settings), builtInRetailers));
  const pages: Page[] = [];
  for (const target of targets) pages.push(await obtainPage(target, { way, directory, settings, url }));
  const retailerOf = ({ url }: Page) => {
    const retailer = retailerId === undefined ? directory.forUrl(url) : directory.byId(retailerId);
    if (retailer) return retailer;
    throw new ConfigError(`--retailer: found "${retailerId}"; allowed: the id of a file in shared/retailers`);
  };
  for (const page of pages) process.stdout.write(pageReport(page, retailerOf(page), readPage(page, retailerOf(page))));
  const [first] = pages;
  if (!suggest || !first) return;
  const learnt = suggestForShop(
    pages.map((page) => ({ page })),
    retailerOf(first),
  );
  process.stdout.write(`\n${suggestionReport(learnt)}`);
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
  const suggestAt = rest.indexOf('--suggest');
  if (suggestAt >= 0) rest.splice(suggestAt, 1);
  const firstFlag = rest.findIndex((each) => each.startsWith('-'));
  const targets = firstFlag < 0 ? rest : rest.slice(0, firstFlag);
  const flags = firstFlag < 0 ? [] : rest.slice(firstFlag);
  if (targets.length === 0) throw new ConfigError(usage);
  const unknown = targets.find((target) => !existsSync(target) && !URL.canParse(target));
  if (unknown !== undefined) throw new ConfigError(`${unknown}: neither a file nor a URL; ${usage}`);
  if (url !== undefined && !URL.canParse(url)) throw new ConfigError(`--url: found "${url}"; allowed: a URL`);
  if (!way.success) throw new ConfigError(`--way: allowed: ${strategy.options.join(', ')}`);
  return { targets, retailerId, url, way: way.data, suggest: suggestAt >= 0, flags };
}

endOnError(inspect());
