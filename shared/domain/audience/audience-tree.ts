import { type AudiencePage, audiencePages } from '../../documents/audience-page.ts';
import type { Stored } from '../../documents/collection.ts';
import { field } from '../../documents/fields.ts';
import type { DocumentReader, Write } from '../../ports/documents.ts';
import { stableId } from '../identity/stable-id.ts';
import type { AudienceEntry } from './audience-entry.ts';

/** Bumped when entries would be kept elsewhere; then the index is to be rebuilt. */
export const audienceVersion = 1;

/** When a page is split: by number, for what a change of one costs, or long before the 1 MiB that a document holds. */
const pageLimits = { entries: 250, characters: 500_000 } as const;
export type PageLimits = { readonly [N in keyof typeof pageLimits]: number };

/** Where an entry is kept. */
export interface Place {
  readonly term: string;
  readonly band: number;
  readonly subscriberId: string;
}

/** A discount below its filter's need not be compared: whoever wants half off stands apart from whoever takes any. */
const bandStarts = [0.3, 0.5, 0.7];
export const bandOf = ({ filter }: AudienceEntry): number =>
  bandStarts.filter((start) => filter.minDiscount >= start).length;

/**
 * The audience index as a transaction changes it: for every term a tree of pages that begins as one, and grows by
 * splitting what is full, first by discount band, then by one bit of the subscriber's hash after the other. So a rare
 * term is one small page, and a common one is spread over many that are changed independently of each other.
 */
export class AudienceTree {
  readonly #read: DocumentReader;
  readonly #limits: PageLimits;
  readonly #pages = new Map<string, OpenPage>();

  /** Takes some out of a page, wherever they belong. */
  static without({ id, value }: Stored<AudiencePage>, subscriberIds: readonly string[]): Write[] {
    if (subscriberIds.length === 0) return [];
    const kept = Object.entries(value.entries).filter(([each]) => !subscriberIds.includes(each));
    const gone = subscriberIds.map((each) => field(['entries', each], undefined));
    return [audiencePages.update(id, [field(['lowestDiscount'], lowestOf(kept)), ...gone])];
  }

  constructor(read: DocumentReader, limits: PageLimits = pageLimits) {
    this.#read = read;
    this.#limits = limits;
  }

  async put(place: Place, entry: AudienceEntry): Promise<void> {
    (await this.#leafOf(place)).changed.set(place.subscriberId, entry);
  }

  async remove(place: Place): Promise<void> {
    const leaf = await this.#leafOf(place);
    if (leaf.entryOf(place.subscriberId)) leaf.changed.set(place.subscriberId, null);
  }

  writes(): Write[] {
    return [...this.#pages.values()].flatMap((page) => (page.changed.size > 0 ? this.#writesOf(page) : []));
  }

  async #leafOf({ term, band, subscriberId }: Place): Promise<OpenPage> {
    for (let path = ''; ; path += stepOf(band, subscriberId, path.length)) {
      const page = await this.#pageAt(term, path);
      if (!page.stored?.isSplit) return page;
    }
  }

  async #pageAt(term: string, path: string): Promise<OpenPage> {
    const id = pageId(term, path);
    const open = this.#pages.get(id);
    if (open) return open;
    const page = new OpenPage(term, path, (await audiencePages.get(this.#read, id))?.value);
    this.#pages.set(id, page);
    return page;
  }

  #writesOf(page: OpenPage): Write[] {
    const { term, path, stored, changed } = page;
    const entries = page.entries();
    if (this.#isFull(entries) && path.length < longestPath) return this.#split(term, path, entries);
    if (!stored) return entries.length > 0 ? [pageWrite(term, path, entries)] : [];
    const changes = [...changed].map(([id, entry]) => field(['entries', id], entry ?? undefined));
    return [audiencePages.update(pageId(term, path), [field(['lowestDiscount'], lowestOf(entries)), ...changes])];
  }

  #isFull(entries: readonly Entry[]): boolean {
    if (entries.length > this.#limits.entries) return true;
    const characters = () => entries.reduce((sum, [, entry]) => sum + JSON.stringify(entry).length, 0);
    return entries.length > 1 && characters() > this.#limits.characters;
  }

  #split(term: string, path: string, entries: readonly Entry[]): Write[] {
    const parent = audiencePages.set(pageId(term, path), {
      term,
      path,
      isSplit: true,
      lowestDiscount: null,
      entries: {},
    });
    const parts = Map.groupBy(entries, ([id, entry]) => stepOf(bandOf(entry), id, path.length));
    const children = [...parts].flatMap(([step, part]) =>
      this.#isFull(part) && path.length + 1 < longestPath
        ? this.#split(term, path + step, part)
        : [pageWrite(term, path + step, part)],
    );
    return [parent, ...children];
  }
}

type Entry = readonly [subscriberId: string, entry: AudienceEntry];

/** A page as it was read, and what becomes of its entries: null where one leaves. */
class OpenPage {
  readonly term: string;
  readonly path: string;
  readonly stored: AudiencePage | undefined;
  readonly changed = new Map<string, AudienceEntry | null>();

  constructor(term: string, path: string, stored: AudiencePage | undefined) {
    this.term = term;
    this.path = path;
    this.stored = stored;
  }

  entryOf(id: string): AudienceEntry | undefined {
    const changed = this.changed.get(id);
    return changed === undefined ? this.stored?.entries[id] : (changed ?? undefined);
  }

  entries(): Entry[] {
    const kept = Object.entries(this.stored?.entries ?? {}).filter(([id]) => !this.changed.has(id));
    const put = [...this.changed].flatMap(([id, entry]): Entry[] => (entry ? [[id, entry]] : []));
    return [...kept, ...put];
  }
}

const hashBits = 32;
const longestPath = 1 + hashBits;

/** One step down the tree, one character of a path. */
function stepOf(band: number, subscriberId: string, depth: number): string {
  return depth === 0 ? String(band) : String((hashOf(subscriberId) >>> (depth - 1)) & 1);
}

/** FNV-1a over UTF-16 units, with the final mixing of MurmurHash3: its low bits decide first. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

const pageId = (term: string, path: string): string => stableId('audience', term, path);

const lowestOf = (entries: readonly Entry[]): number | null =>
  entries.length === 0 ? null : Math.min(...entries.map(([, { filter }]) => filter.minDiscount));

function pageWrite(term: string, path: string, entries: readonly Entry[]): Write {
  return audiencePages.set(pageId(term, path), {
    term,
    path,
    isSplit: false,
    lowestDiscount: lowestOf(entries),
    entries: Object.fromEntries(entries),
  });
}
