import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoryIds } from '../../../shared/domain/category/categories.ts';
import { categoryOfPath } from '../../../shared/domain/category/category-of.ts';
import { categoryWords } from '../../../shared/domain/category/category-words.ts';
import { foldName } from '../../../shared/domain/text/words-of.ts';

const phrasesOf = (lines: readonly string[]) => lines.flatMap((line) => line.split(','));

describe('the category of a shop’s way to a product', () => {
  it.each([
    ['en', 'Home > Audio > Headphones', 'audio'],
    ['en', 'Electronics > Audio > Headphones', 'audio'],
    ['en', 'Home & Garden > Kitchen & Dining > Cookware', 'kitchen'],
    ['en', 'Sports & Outdoors > Camping & Hiking > Tents', 'sports'],
    ['en', 'Tools & Home Improvement > Power Tools > Drills', 'tools'],
    ['en', 'Video Games > Nintendo Switch > Controllers', 'video-games'],
    ['en', 'Pet Supplies > Dogs > Beds & Furniture', 'pets'],
    ['en', 'Toys & Games > Dolls > Doll Houses', 'toys'],
    ['en', 'Office Products > Furniture > Office Chairs', 'furniture'],
    ['de', 'Startseite > Haushalt & Küche > Küchengeräte > Wasserkocher', 'appliances'],
    ['de', 'Baumarkt > Elektrowerkzeuge > Akkuschrauber', 'tools'],
    ['de', 'Multimedia > Bluetooth-Kopfhörer', 'audio'],
    ['de', 'Damen > Winterjacken', 'fashion'],
    ['de', 'Esszimmerstühle', 'furniture'],
    ['fr', 'Accueil > Image et Son > Téléviseurs', 'electronics'],
    ['fr', 'Maison > Cuisine > Casseroles et poêles', 'kitchen'],
    ['fr', 'Sports et loisirs > Randonnée > Tentes', 'sports'],
    ['es', 'Inicio > Electrodomésticos > Lavadoras', 'appliances'],
    ['es', 'Moda > Mujer > Zapatos', 'fashion'],
    ['es', 'Mascotas > Perros > Camas', 'pets'],
    ['it', 'Elettronica > Telefonia > Cellulari e smartphone', 'phones'],
    ['it', 'Casa e cucina > Pentole', 'kitchen'],
    ['nl', 'Wonen > Verlichting > Hanglampen', 'home'],
    ['nl', 'Speelgoed > Bordspellen', 'toys'],
    ['pl', 'Strona główna > RTV i AGD > Pralki', 'appliances'],
    ['pl', 'Uroda > Makijaż', 'beauty'],
    ['pt', 'Início > Informática > Portáteis', 'computers'],
    ['pt', 'Bebê e Criança > Fraldas', 'baby'],
    ['ja', 'トップ > 家電 > 冷蔵庫', 'appliances'],
    ['ja', 'ホーム > カメラ > 交換レンズ', 'cameras'],
    ['ja', '文房具・オフィス用品 > ノート', 'office'],
    ['en', 'Women > Shoes > Boots', 'fashion'],
    ['en', '141', 'cameras'],
  ] as const)('%s: %s is %s', (locale, path, category) => {
    expect(categoryOfPath(path.split(' > '), locale)).toBe(category);
  });

  it.each([
    ['nothing', []],
    ['only the shop', ['Home']],
    ['a brand', ['Home', 'Corvid']],
    ['an offer', ['Sale', 'New in']],
    ['a number of the shop’s own', ['18740']],
  ])('that names %s is none of ours', (_what, path) => {
    expect(categoryOfPath(path, 'en')).toBeUndefined();
  });

  it('is one of ours, or none, whatever the way says', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 8 }), (path) => {
        expect([undefined, ...categoryIds]).toContain(categoryOfPath(path, 'de'));
      }),
    );
  });

  it('is found by every phrase of every language alone, which means only one category', () => {
    const seen = new Map<string, string>();
    for (const [category, lines] of Object.entries(categoryWords)) {
      expect(lines).toHaveLength(9);
      for (const phrase of phrasesOf(lines)) {
        const folded = foldName(phrase);
        expect([phrase, seen.get(folded) ?? category]).toEqual([phrase, category]);
        seen.set(folded, category);
      }
    }
  });
});
