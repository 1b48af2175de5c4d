import { elementText } from './element-text.ts';
import { markupWords } from './markup-words.ts';
import type { PageContext } from './page-context.ts';
import type { PageElement } from './page-tree.ts';
import { buyWords, notBuyWords, otherPlaceMarkup, otherPlaceTitles } from './price-words.ts';
import { normalisedName, sameName } from './same-name.ts';

/** Where on the page its own product is: what else is said of the product stands near these. */
export interface Landmarks {
  readonly title: PageElement | undefined;
  readonly titleText: string;
  /** The page's own title (og:title, title element) says the same. */
  readonly titleConfirmed: boolean;
  readonly buyButton: PageElement | undefined;
  /** Whether the element stands in a place for other things: other products, navigation, the basket. */
  isElsewhere(element: PageElement): boolean;
}

export function findLandmarks(context: PageContext): Landmarks {
  const title = findTitle(context);
  const around = new Set<PageElement>();
  for (let element = title ?? null; element !== null; element = element.parent) around.add(element);
  const headings = sectionHeadings(context, title);
  const shownTitle = title === undefined ? '' : elementText(title, 300);
  const titleText = normalisedName(shownTitle);
  const verdicts = new Map<PageElement, boolean>();

  const isElsewhere = (element: PageElement): boolean => {
    if (around.has(element)) return false;
    const known = verdicts.get(element);
    if (known !== undefined) return known;
    const verdict =
      (namesOtherPlace(element) && !isOwnBar(element, titleText)) ||
      (element.parent !== null && isElsewhere(element.parent));
    verdicts.set(element, verdict);
    return verdict;
  };
  const isElsewhereOrBelow = (element: PageElement): boolean =>
    isElsewhere(element) || isBelowOtherTitle(element, headings, around);
  return {
    title,
    titleText: shownTitle,
    titleConfirmed: [context.meta.get('og:title') ?? '', context.documentTitle].some((each) =>
      sameName(each, shownTitle),
    ),
    buyButton: findBuyButton(context, title, isElsewhere),
    isElsewhere: isElsewhereOrBelow,
  };
}

/**
 * The heading that the page's own title confirms; else the first text that begins the page's title; else the only h1.
 * Several unconfirmed headings are a list's, not the product's.
 */
function findTitle(context: PageContext): PageElement | undefined {
  const pageTitles = [context.meta.get('og:title') ?? '', context.documentTitle].filter((title) => title !== '');
  const confirmed = context.headings.find(({ text }) => pageTitles.some((title) => sameName(text, title)));
  if (confirmed !== undefined) return confirmed.element;
  const headings = context.headings.filter(({ text }) => text.length > 2);
  if (headings.length === 1) return headings[0]?.element;
  const wanted = pageTitles.map(normalisedName);
  let best: PageElement | undefined;
  let bestLength = 3;
  for (const element of context.tree.elements) {
    if (!titleTags.has(element.tag) || element.children.length > 4) continue;
    if (!element.children.some((child) => typeof child === 'string' && child.trim().length > 3)) continue;
    const text = normalisedName(elementText(element, 300));
    if (text.length > bestLength && wanted.some((title) => title.includes(text) && text.length > title.length * 0.3)) {
      best = element;
      bestLength = text.length;
    }
  }
  return best ?? (headings.length < 4 ? headings[0]?.element : undefined);
}

const titleTags: ReadonlySet<string> = new Set(['h2', 'h3', 'h4', 'div', 'span', 'p', 'strong', 'b', 'dt']);

function namesOtherPlace(element: PageElement): boolean {
  if (/^(nav|footer|aside)$/.test(element.tag) || element.attributes.role === 'navigation') return true;
  if (element.tag === 'body' || element.tag === 'html') return false;
  return otherPlaceMarkup.test(markupWords(element).replace(/add-?to-?(cart|basket|bag)[\w-]*/g, ''));
}

/** A sticky bar or condensed header that repeats the page's own title is no place for other things. */
function isOwnBar(element: PageElement, titleText: string): boolean {
  if (titleText.length < 4) return false;
  const text = elementText(element, 300);
  return text.length < 250 && normalisedName(text).includes(titleText);
}

interface SectionHeading {
  readonly order: number;
  readonly element: PageElement;
  /** Whether other products follow; read when it is first asked for. */
  other: boolean | undefined;
}

const sectionTags: ReadonlySet<string> = new Set(['h2', 'h3', 'h4', 'h5']);

/** Headings after the title. */
function sectionHeadings(context: PageContext, title: PageElement | undefined): SectionHeading[] {
  const headings: SectionHeading[] = [];
  for (const element of context.tree.elements) {
    if (!sectionTags.has(element.tag) || element.order < (title?.order ?? 0)) continue;
    headings.push({ order: element.order, element, other: undefined });
  }
  return headings;
}

function isBelowOtherTitle(
  element: PageElement,
  headings: readonly SectionHeading[],
  around: ReadonlySet<PageElement>,
): boolean {
  const above = headings.findLast(({ order }) => order < element.order);
  if (above === undefined) return false;
  above.other ??= otherPlaceTitles.test(elementText(above.element, 120));
  if (!above.other) return false;
  for (
    let section = above.element.parent, steps = 0;
    section !== null && steps < 5;
    section = section.parent, steps += 1
  ) {
    if (around.has(section)) return false;
    for (let ancestor = element.parent; ancestor !== null; ancestor = ancestor.parent)
      if (ancestor === section) return true;
  }
  return false;
}

function findBuyButton(
  context: PageContext,
  title: PageElement | undefined,
  isElsewhere: (element: PageElement) => boolean,
): PageElement | undefined {
  let first: PageElement | undefined;
  for (const element of context.tree.elements) {
    if (!buttonTags.has(element.tag)) continue;
    if (element.tag === 'a' && element.order < (title?.order ?? 0)) continue;
    if (!saysBuy(element) || isElsewhere(element)) continue;
    if (title === undefined || element.order > title.order) return element;
    first ??= element;
  }
  return first;
}

const buttonTags: ReadonlySet<string> = new Set(['button', 'input', 'a', 'form']);

function saysBuy(element: PageElement): boolean {
  const { attributes, tag } = element;
  if (tag === 'input' && !/^(submit|button|image)$/.test(attributes.type ?? '')) return false;
  const words = [
    attributes.value,
    attributes['aria-label'],
    attributes.title,
    attributes.id,
    attributes.name,
    attributes.class,
    tag === 'form' ? attributes.action : elementText(element, 60),
  ];
  return words.some(
    (word) => word !== undefined && word.length < 120 && buyWords.test(word) && !notBuyWords.test(word),
  );
}
