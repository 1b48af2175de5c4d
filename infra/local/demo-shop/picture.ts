import * as z from 'zod';
import type { DemoProduct } from './catalogue.ts';
import { Markup } from './markup.ts';
import outlines from './pictures.json' with { type: 'json' };
import { hashOf } from './seeded-random.ts';

const outlineOf = z.record(z.string(), z.string()).parse(outlines);

/** A drawn picture of the product as a complete SVG document, 480 × 480, in a colour of its own. */
export function productPicture(product: DemoProduct): Markup {
  const hue = hashOf('hue', product.id) % 360;
  const outline = outlineOf[product.picture] ?? '';
  return new Markup(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120" width="480" height="480">` +
      `<rect width="120" height="120" fill="hsl(${hue} 45% 93%)"/>` +
      `<ellipse cx="60" cy="101" rx="38" ry="4" fill="hsl(${hue} 30% 82%)"/>` +
      `<path d="${outline}" fill="hsl(${hue} 40% 99%)" stroke="hsl(${hue} 42% 32%)" stroke-width="2.5" ` +
      `stroke-linecap="round" stroke-linejoin="round"/></svg>`,
  );
}
