import type { PageContext } from './page-context.ts';
import type { Landmarks } from './page-landmarks.ts';
import type { SchemaReading } from './schema-product.ts';

/** What the page is about: one product, a list of them, an article, or what cannot be told. */
export type PageKind = 'product' | 'listing' | 'article' | 'unknown';

const searchAddress =
  /[?&](q|s|k|st|query|search|searchterm|search_query|keywords?|text|term|ntt|_nkw|w)=|\/(search|searchpage|suche|suchen|buscar|busca|busqueda|recherche|cerca|ricerca|hledat|hledani|vyhledavani|szukaj|zoeken|sok|haku|arama|poisk|szukanie)([/?.]|page|$)/;
const searchTitle =
  /search results|results for|\bresults\b.*\bfor\b|suchergebnis|résultats|resultados|risultati|výsledky|wyniki wyszukiwania|zoekresultaten|результаты поиска|検索結果|搜尋結果|搜索结果|검색결과/i;
const articleTypes: readonly string[] = [
  'article',
  'newsarticle',
  'blogposting',
  'reportagenewsarticle',
  'techarticle',
  'review',
];

export function kindOfPage(context: PageContext, landmarks: Landmarks, readings: readonly SchemaReading[]): PageKind {
  const products = readings.flatMap(({ product }) => product ?? []);
  const certain = products.some(({ matchesPage, candidates }) => matchesPage && candidates.length > 0);
  if (certain) return 'product';
  const title = `${landmarks.titleText} ${context.documentTitle}`;
  if (searchTitle.test(title)) return 'listing';
  const hasProduct = products.length > 0 || /product|item|offer/i.test(context.meta.get('og:type') ?? '');
  if (searchAddress.test(context.path) && !hasProduct) return 'listing';
  if (/^(lista|search|listado)\./.test(context.host) && !hasProduct) return 'listing';
  if (readings.some(({ peers }) => peers >= 3)) return 'listing';
  if (hasProduct || landmarks.buyButton !== undefined) return 'product';
  const types = readings.flatMap((reading) => [...reading.types]);
  if (context.meta.get('og:type') === 'article' || types.some((type) => articleTypes.includes(type))) return 'article';
  return 'unknown';
}
