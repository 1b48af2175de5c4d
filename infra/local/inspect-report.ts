import type { Extraction, Page } from '../../shared/domain/extraction/extraction.ts';
import type { Suggestions } from '../../shared/domain/extraction/known-page.ts';
import type { Retailer } from '../../shared/domain/extraction/retailer.ts';
import { suggestedFields } from '../../shared/domain/extraction/suggested-fields.ts';
import { formatMoney } from '../../shared/domain/money/format-money.ts';

/** What was read from one page, and why. */
export function pageReport(page: Page, retailer: Retailer, extraction: Extraction): string {
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

/** Proposed selectors, best first, each with the number of pages it was right on. */
export function suggestionReport(suggestions: Suggestions): string {
  const lines = suggestedFields.flatMap((field) =>
    suggestions[field].map(({ rule: { selector, attribute }, right, wrong, pages }) => {
      const share = `right on ${right} of ${pages}${wrong > 0 ? `, wrong on ${wrong}` : ''}`;
      return `  ${field.padEnd(10)} ${share.padEnd(24)} ${selector}${attribute === undefined ? '' : ` @${attribute}`}`;
    }),
  );
  if (lines.length === 0) return 'no suggestions: no price of these pages is known for certain\n';
  return `${['suggested selectors', ...lines].join('\n')}\n`;
}
