import { Parser } from 'htmlparser2';

const executed: ReadonlySet<string> = new Set(
  'script noscript template iframe frame frameset object embed applet base link style svg math form portal'.split(' '),
);
const voidTags: ReadonlySet<string> = new Set('area br col hr img input meta param source track wbr'.split(' '));
/** Attributes that neither run, load nor lead anywhere. */
const shown: ReadonlySet<string> = new Set([
  'class',
  'id',
  'lang',
  'dir',
  'title',
  'alt',
  'colspan',
  'rowspan',
  'hidden',
  'itemprop',
]);

/** A kept page for looking at: its elements and texts, without anything that runs, loads, sends or leads elsewhere. */
export function inertPage(html: string): string {
  const parts: string[] = ['<!doctype html><meta charset="utf-8">'];
  let left = 0;
  const parser = new Parser({
    onopentag: (tag, attributes) => {
      if (executed.has(tag)) {
        // A link or a base has no end that could be missed.
        if (tag !== 'base' && tag !== 'link' && tag !== 'embed' && tag !== 'frame') left += 1;
        return;
      }
      if (left > 0 || tag === 'meta') return;
      const kept = Object.entries(attributes).filter(([name]) => shown.has(name));
      parts.push(`<${tag}${kept.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}>`);
    },
    ontext: (text) => {
      if (left === 0) parts.push(escaped(text));
    },
    onclosetag: (tag) => {
      if (executed.has(tag)) {
        if (tag !== 'base' && tag !== 'link' && tag !== 'embed' && tag !== 'frame') left = Math.max(0, left - 1);
      } else if (left === 0 && !voidTags.has(tag)) parts.push(`</${tag}>`);
    },
  });
  parser.write(html);
  parser.end();
  return parts.join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
