import type { Availability } from '../observation/facts.ts';
import { availabilityOfText } from './availability.ts';
import { elementText } from './element-text.ts';
import { hasOfferSign } from './offer-signs.ts';
import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { PageElement } from './page-tree.ts';

const speakingTags: ReadonlySet<string> = new Set(
  'span div p button strong b li a td em dd h2 h3 h4 h5 label input'.split(' '),
);
/** Choices of size or colour say which of them is sold out, not whether the product is. */
const choiceTags: ReadonlySet<string> = new Set(['option', 'select', 'ul', 'ol', 'fieldset']);
const choiceMarkup = /size|colou?r|swatch|variant|option|variation|selector|dropdown|picker/i;
const MAX_ELEMENTS_AFTER_TITLE = 1_500;

/**
 * What the page's own part says of availability in words: a stock line, a sold-out button, else an enabled buy button
 * or another way to get it.
 * Undefined where it says nothing.
 */
export function readVisibleAvailability(context: PageContext, landmarks: Landmarks): Availability | undefined {
  const { title, buyButton, isElsewhere } = landmarks;
  const from = (title?.order ?? 0) - 50;
  const to = Math.max(title?.order ?? 0, buyButton?.order ?? 0) + MAX_ELEMENTS_AFTER_TITLE;
  const canBuy = buyButton !== undefined && !isDisabled(buyButton);
  let said: Availability | undefined;
  for (const element of context.tree.elements) {
    if (element.order < from || !speakingTags.has(element.tag)) continue;
    if (element.order > to) break;
    const word = availabilityOfText(ownText(element));
    if (word === undefined || isElsewhere(element) || isChoice(element) || isHidden(element)) continue;
    if (word !== 'OutOfStock') {
      said ??= word;
      continue;
    }
    // "Out of stock" beside a working buy button speaks of one way of delivery or one branch.
    if (!canBuy) return word;
  }
  return said ?? (canBuy || hasOfferSign(context, landmarks) ? 'InStock' : undefined);
}

function ownText(element: PageElement): string {
  if (element.tag === 'input')
    return /^(submit|button)$/.test(element.attributes.type ?? '') ? (element.attributes.value ?? '') : '';
  if (!element.children.some((child) => typeof child === 'string' && child.trim() !== '')) return '';
  return elementText(element, 80);
}

function isDisabled({ attributes }: PageElement): boolean {
  return (
    'disabled' in attributes ||
    attributes['aria-disabled'] === 'true' ||
    /(^|[\s_-])disabled($|\s)/.test(attributes.class ?? '')
  );
}

function isChoice(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, level = 0;
    ancestor !== null && level < 6;
    ancestor = ancestor.parent, level += 1
  ) {
    if (choiceTags.has(ancestor.tag) && choiceMarkup.test(`${ancestor.attributes.class} ${ancestor.attributes.id}`))
      return true;
    if (ancestor.tag === 'option' || ancestor.tag === 'select') return true;
    if (level < 3 && choiceMarkup.test(`${ancestor.attributes.class ?? ''}`)) return true;
  }
  return false;
}

function isHidden(element: PageElement): boolean {
  for (
    let ancestor: PageElement | null = element, level = 0;
    ancestor !== null && level < 10;
    ancestor = ancestor.parent, level += 1
  ) {
    const { attributes } = ancestor;
    if (
      'hidden' in attributes ||
      /display:\s*none/.test(attributes.style ?? '') ||
      /(^|\s)(hidden|hide|d-none|is-hidden|aok-hidden|ng-hide)(\s|$)/.test(attributes.class ?? '')
    )
      return true;
  }
  return false;
}
