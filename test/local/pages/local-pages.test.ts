import { describe, expect, test } from 'vitest';
import { loadLocalPages, mailPage } from '../../../infra/local/pages/local-pages.ts';

const pages = loadLocalPages();
const textOf = (path: string) => pages.get(path)?.body.toString() ?? '';
const documents = ['/', '/outbox'];
const texts = [...pages].filter(([, page]) => !page.headers['content-type']?.startsWith('image/'));

describe.each(documents)('%s', (path) => {
  const html = textOf(path);

  test('loads only files that are served', () => {
    const loaded = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(2);
    for (const address of loaded) {
      expect(pages.has(address), address).toBe(true);
    }
  });

  test('has nothing inline that its policy would refuse', () => {
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/);
  });

  test('has one main landmark, one h1, a title, a language and a way past the navigation', () => {
    expect(html.match(/<main[ >]/g)).toHaveLength(1);
    expect(html.match(/<h1[ >]/g)).toHaveLength(1);
    expect(html).toMatch(/<html lang="en">/);
    expect(html).toMatch(/<title>[^<]+<\/title>/);
    const target = /class="skip" href="#([^"]+)"/.exec(html)?.[1];
    expect(html).toContain(`id="${target}"`);
  });

  test('names what each labelled element is labelled by', () => {
    for (const [, id] of html.matchAll(/aria-(?:labelledby|controls)="([^"]+)"/g)) {
      expect(html, id).toContain(`id="${id}"`);
    }
  });
});

test('no file asks for anything from elsewhere', () => {
  for (const [path, page] of texts) {
    expect(page.body.toString(), path).not.toMatch(
      /(?:src=|href=|url\(|import |from |fetch\()["'`]?(?:https?:)?\/\/[a-z]/,
    );
  }
});

test('every module imports only modules that are served', () => {
  for (const [path, page] of texts.filter(([name]) => name.endsWith('.js'))) {
    for (const [, address] of page.body.toString().matchAll(/^import .* from '\.\/([^']+)';$/gm)) {
      expect(pages.has(`/assets/${address}`), `${path} imports ${address}`).toBe(true);
    }
  }
});

test('every page is served with a policy that allows no inline code and nothing from elsewhere', () => {
  for (const [path, { headers }] of pages) {
    expect(headers['content-security-policy'], path).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self'",
    );
    expect(headers['content-security-policy'], path).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers.etag).toMatch(/^"[\w-]+"$/);
  }
});

test('a mail is shown without scripts, and its links open in a tab of their own', () => {
  const { headers, body } = mailPage('<!doctype html><html><head><title>x</title></head><body></body></html>');
  expect(headers['content-security-policy']).toMatch(/sandbox allow-popups(?!.*allow-scripts)/);
  expect(headers['content-security-policy']).not.toContain('script-src');
  expect(body.toString()).toContain('<head><base target="_blank"><title>');
});
