import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '../../shared/domain/extraction/extraction.ts';
import { parseRetailer } from '../../shared/domain/extraction/parse-retailer.ts';
import { retailerDirectory } from '../../shared/domain/offer/retailer-directory.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { ConfigError } from '../../shared/runtime/errors.ts';
import { readSettings } from '../../shared/runtime/settings.ts';
import { endOnError } from './end-on-error.ts';
import { suggestionReport } from './inspect-report.ts';
import { obtainPage } from './obtain-page.ts';
import { draftFixture } from './retailer/draft-fixture.ts';
import { draftRetailer } from './retailer/draft-retailer.ts';
import { draftTest } from './retailer/draft-test.ts';
import { readArguments } from './retailer/read-arguments.ts';
import { withRetailer } from './retailer/with-retailer.ts';

/**
 * `npm run retailer:new -- ID URL|FILE…`: a retailer's file drafted from some of its product pages, a fixture with an
 * invented product, and a test that reads it. Nothing of the pages themselves is kept.
 */
async function newRetailer(): Promise<void> {
  const { id, targets, host, way, root, flags } = readArguments(process.argv.slice(2));
  const settings = readSettings(flags, process.env);
  const directory = retailerDirectory(builtInRetailers);
  const url = host === undefined ? undefined : `https://${host}/`;
  const pages: Page[] = [];
  for (const target of targets) pages.push(placed(target, await obtainPage(target, { way, directory, settings, url })));
  const [first, ...others] = pages;
  const generic = directory.byId('generic');
  if (!first || !generic) throw new Error('there is no page, or no file without hosts (generic)');

  const { retailer, suggestions } = draftRetailer(id, [first, ...others], generic);
  const owner = builtInRetailers.find(({ hosts }) => hosts.some((each) => retailer.hosts.includes(each)));
  if (owner) throw new ConfigError(`${retailer.hosts[0]}: is served by shared/retailers/${owner.id}.json already`);
  const text = `${JSON.stringify(retailer, null, 2)}\n`;
  const parsed = parseRetailer(text, `shared/retailers/${id}.json`);
  if (!parsed.ok) throw new ConfigError(parsed.error);

  const fixture = draftFixture(retailer);
  const registry = join(root, 'shared/retailers/built-in.ts');
  const written: readonly (readonly [file: string, content: string])[] = [
    [`shared/retailers/${id}.json`, text],
    [`test/fixtures/retailers/${id}.html`, fixture.html],
    [`test/retailers/${id}.test.ts`, draftTest(retailer, fixture)],
    ['shared/retailers/built-in.ts', withRetailer(readFileSync(registry, 'utf8'), id)],
  ];
  for (const [file, content] of written) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
  }
  process.stdout.write(
    [
      ...written.map(([file]) => `wrote ${file}`),
      '',
      suggestionReport(suggestions),
      `Next: look the file over, then vitest run test/retailers/${id}.test.ts, npm run format, and`,
      `npm run inspect -- URL --retailer ${id}`,
      '',
    ].join('\n'),
  );
}

const ownAddress =
  /<link[^>]+rel=["']?canonical["']?[^>]*href=["'](https?:[^"']+)|property=["']og:url["'][^>]*content=["'](https?:[^"']+)/i;

/** A saved page says itself where it is from, unless the command does. */
function placed(target: string, page: Page): Page {
  if (new URL(page.url).hostname !== 'saved.invalid') return page;
  const match = ownAddress.exec(page.html);
  const url = match?.[1] ?? match?.[2];
  if (url === undefined || !URL.canParse(url))
    throw new ConfigError(`${target}: does not say which shop it is from; name it with --host`);
  return { ...page, url };
}

endOnError(newRetailer());
