import { audiencePages } from '../../shared/documents/audience-page.ts';
import type { AudienceEntry } from '../../shared/domain/audience/audience-entry.ts';
import { type DealFacts, termsOf } from '../../shared/domain/audience/deal-facts.ts';
import { matchesFilter } from '../../shared/domain/audience/matches-filter.ts';
import type { Documents } from '../../shared/ports/documents.ts';

export interface Match {
  readonly subscriberId: string;
  readonly entry: AudienceEntry;
}

/** What the store compares in one query. */
const termsPerQuery = 30;
/** Full pages take a few hundred KB each. */
const pagesPerRead = 20;

/** Everybody whose filter a deal passes, each once, as the pages of the index come. */
export async function* findAudience(
  people: Documents,
  facts: DealFacts,
  onUnreadable: (error: Error) => void,
): AsyncGenerator<readonly Match[]> {
  const found = new Set<string>();
  const terms = termsOf(facts);
  for (let from = 0; from < terms.length; from += termsPerQuery) {
    const wanted = { in: terms.slice(from, from + termsPerQuery), range: { max: facts.discount }, limit: pagesPerRead };
    for await (const pages of audiencePages.pages(people, 'ofTerms', wanted, onUnreadable)) {
      const matches: Match[] = [];
      for (const { value } of pages) {
        for (const [subscriberId, entry] of Object.entries(value.entries)) {
          if (!matchesFilter(entry.filter, facts) || found.has(subscriberId)) continue;
          found.add(subscriberId);
          matches.push({ subscriberId, entry });
        }
      }
      yield matches;
    }
  }
}
