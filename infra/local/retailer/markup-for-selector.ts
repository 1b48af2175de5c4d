import { AttributeAction, parse, type Selector, SelectorType } from 'css-what';

/** What an element made for a selector carries: a text, or a value in the attribute that the rule reads. */
interface Carried {
  readonly value: string;
  readonly attribute?: string | undefined;
}

const voidTags: ReadonlySet<string> = new Set(['meta', 'img', 'input', 'link']);

/**
 * The least HTML that a CSS selector of a retailer's file matches, carrying a value: for fixtures and tests, so that
 * each fallback can be tried by itself. What a selector excludes (`:not`) or counts (`:last-child`) needs no markup.
 */
export function markupForSelector(selector: string, { value, attribute }: Carried): string {
  const [steps = []] = parse(selector);
  return stepsOf(steps).reduceRight((inner, step, index, all) => {
    const isLast = index === all.length - 1;
    const attributes = new Map(step.attributes);
    const tag = step.tag ?? (isLast ? 'span' : 'div');
    if (isLast && attribute !== undefined) attributes.set(attribute, value);
    const opening = [tag, ...[...attributes].map(([name, text]) => `${name}="${escaped(text)}"`)].join(' ');
    const content = isLast && attribute === undefined ? escaped(value) : inner;
    return voidTags.has(tag) ? `<${opening}>` : `<${opening}>${content}</${tag}>`;
  }, '');
}

interface Step {
  tag?: string;
  readonly attributes: Map<string, string>;
}

function stepsOf(tokens: readonly Selector[]): Step[] {
  const steps: Step[] = [{ attributes: new Map() }];
  for (const token of tokens) {
    const step: Step = steps.at(-1) ?? { attributes: new Map() };
    if (token.type === SelectorType.Descendant || token.type === SelectorType.Child)
      steps.push({ attributes: new Map() });
    else if (token.type === SelectorType.Tag) step.tag = token.name;
    else if (token.type === SelectorType.Attribute) {
      const known = step.attributes.get(token.name);
      const isClass = token.action === AttributeAction.Element && known !== undefined;
      step.attributes.set(token.name, isClass ? `${known} ${token.value}` : token.value);
    }
  }
  return steps;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
