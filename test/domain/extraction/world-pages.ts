/** Small pages written for the tests, each as shops somewhere write theirs, and what is to be read from them. */
export interface WorldPage {
  readonly about: string;
  readonly url: string;
  readonly html: string;
  /** Major units and currency; null where the page has no price that can be told. */
  readonly price: readonly [amount: number, currency: string] | null;
  readonly listPrice?: number;
  readonly availability?: 'InStock' | 'OutOfStock' | 'PreOrder';
}

const others = `<section class="recommendations"><h2>You may also like</h2><div>
  <a class="card" href="/p/2"><img src="2.jpg" alt=""><b>Teapot</b><span class="price">19.00</span></a>
  <a class="card" href="/p/3"><img src="3.jpg" alt=""><b>Cup</b><span class="price">7.50</span></a>
  <a class="card" href="/p/4"><img src="4.jpg" alt=""><b>Tray</b><span class="price">11.20</span></a></div></section>`;
const page = (lang: string, title: string, body: string, head = ''): string =>
  `<!doctype html><html lang="${lang}"><head><title>${title} | Shop</title>${head}</head><body>
  <header class="header"><nav><a href="/">Home</a></nav></header><main><h1>${title}</h1>${body}</main>${others}</body></html>`;
const buy = (text: string): string => `<button type="submit" class="add">${text}</button>`;
const jsonLd = (data: object): string => `<script type="application/ld+json">${JSON.stringify(data)}</script>`;

export const worldPages: readonly WorldPage[] = [
  {
    about: 'German: a dash for no cents, and the recommended price before it',
    url: 'https://kessel.de/p/1',
    html: page(
      'de',
      'Wasserkessel',
      `<div class="produkt-preis"><span>UVP <s>1.499,– €</s></span> <strong>1.299,– €</strong></div><p>inkl. MwSt. zzgl. Versand 4,95 €</p>${buy('In den Warenkorb')}`,
    ),
    price: [1299, 'EUR'],
    listPrice: 1499,
    availability: 'InStock',
  },
  {
    about: 'Swiss: apostrophes and raised decimals',
    url: 'https://kessel.ch/de/p/1',
    html: page(
      'de-CH',
      'Kaffeemaschine',
      `<p class="price">CHF 1'299.<sup>95</sup></p><p>Grundpreis 1.20/100 g</p>${buy('In den Warenkorb')}`,
    ),
    price: [1299.95, 'CHF'],
  },
  {
    about: 'French: the sign between euros and cents',
    url: 'https://bouilloire.fr/p/1',
    html: page(
      'fr',
      'Bouilloire',
      `<div class="prix-produit"><span class="prix">19€<sup>99</sup></span></div><p>Livraison 4€90</p>${buy('Ajouter au panier')}`,
    ),
    price: [19.99, 'EUR'],
  },
  {
    about: 'French: narrow blanks between thousands, and a crossed-out price',
    url: 'https://bouilloire.fr/p/2',
    html: page(
      'fr',
      'Canapé',
      `<div class="price"><del>1\u202f899,00\u00a0€</del> <ins>1\u202f299,00\u00a0€</ins></div><p>ou 4 x 324,75 €</p>${buy('Ajouter au panier')}`,
    ),
    price: [1299, 'EUR'],
    listPrice: 1899,
  },
  {
    about: 'Polish: the lowest price of the last 30 days beside the price',
    url: 'https://czajnik.pl/p/1',
    html: page(
      'pl',
      'Czajnik',
      `<div class="product-price"><span class="current">149,99 zł</span><p>Najniższa cena z 30 dni przed obniżką: 139,99 zł</p><p>Cena regularna: 199,00 zł</p></div>${buy('Dodaj do koszyka')}`,
    ),
    price: [149.99, 'PLN'],
  },
  {
    about: 'Czech: without and with tax',
    url: 'https://konvice.cz/p/1',
    html: page(
      'cs',
      'Konvice',
      `<div class="price-box"><span class="price-vatex">2 065 Kč bez DPH</span> <strong class="price-final">2 499 Kč</strong></div><p>Skladem</p>${buy('Do košíku')}`,
    ),
    price: [2499, 'CZK'],
    availability: 'InStock',
  },
  {
    about: 'Swedish: the ordinary price after the price',
    url: 'https://kittel.se/p/1',
    html: page(
      'sv',
      'Kittel',
      `<div class="pris"><span class="pris-nu">1 995 kr</span> <span>Ord. pris 2 495 kr</span></div>${buy('Lägg i varukorgen')}`,
    ),
    price: [1995, 'SEK'],
    listPrice: 2495,
  },
  {
    about: 'Japanese: with and without tax',
    url: 'https://yakan.jp/p/1',
    html: page(
      'ja',
      '銅のやかん',
      `<p class="price">12,800円<span>(税込)</span></p><p class="tax-ex">税抜 11,636円</p>${buy('カートに入れる')}`,
    ),
    price: [12800, 'JPY'],
  },
  {
    about: 'Korean: price before the discount, share, price',
    url: 'https://juseon.kr/p/1',
    html: page(
      'ko',
      '구리 주전자',
      `<div class="price"><span class="origin"><del>25,000원</del></span><span class="rate">24%</span><strong>18,900원</strong></div><p>배송비 3,000원</p>${buy('장바구니')}`,
    ),
    price: [18900, 'KRW'],
    listPrice: 25000,
  },
  {
    about: 'Arabic: its own digits, from right to left',
    url: 'https://ghallaya.sa/p/1',
    html: page(
      'ar-SA',
      'غلاية نحاسية',
      `<div class="price" dir="rtl">١٢٩٫٩٩ ر.س</div><p>الشحن ١٥ ر.س</p>${buy('أضف إلى السلة')}`,
    ),
    price: [129.99, 'SAR'],
  },
  {
    about: 'Hebrew: the earlier price named in words',
    url: 'https://kumkum.co.il/p/1',
    html: page(
      'he',
      'קומקום נחושת',
      `<div class="price">₪ 349.90</div><div>מחיר קודם: ₪ 449.90</div>${buy('הוסף לסל')}`,
    ),
    price: [349.9, 'ILS'],
    listPrice: 449.9,
  },
  {
    about: 'Brazilian: from, for, in instalments, and less by bank transfer',
    url: 'https://chaleira.com.br/p/1',
    html: page(
      'pt-BR',
      'Chaleira de cobre',
      `<div class="product-price"><p>De: <s>R$ 399,90</s></p><p class="price-current">Por: R$ 299,90</p><p>ou 10x de R$ 29,99 sem juros</p></div>${buy('Comprar')}`,
    ),
    price: [299.9, 'BRL'],
    listPrice: 399.9,
  },
  {
    about: 'Indian: lakhs and M.R.P.',
    url: 'https://ketli.in/p/1',
    html: page(
      'en-IN',
      'Espresso machine',
      `<div class="pdp-price"><strong>₹1,24,999</strong> <span class="mrp">M.R.P.: <s>₹1,49,999</s></span> <span>(17% OFF)</span></div><p>EMI starts at ₹6,061/month</p>${buy('Add to Cart')}`,
    ),
    price: [124999, 'INR'],
    listPrice: 149999,
  },
  {
    about: 'Vietnamese: points between thousands',
    url: 'https://am.vn/p/1',
    html: page(
      'vi',
      'Ấm đồng',
      `<div class="gia-ban">1.290.000₫</div><div class="gia-cu"><del>1.590.000₫</del></div>${buy('Thêm vào giỏ hàng')}`,
    ),
    price: [1290000, 'VND'],
    listPrice: 1590000,
  },
  {
    about: 'Kuwaiti: three decimals',
    url: 'https://ghallaya.com.kw/en/p/1',
    html: page('en-KW', 'Copper kettle', `<div class="price">KD 12.500</div>${buy('Add to cart')}`),
    price: [12.5, 'KWD'],
  },
  {
    about: 'American: dollars, cents and sign in elements of their own',
    url: 'https://kettles.com/p/1',
    html: page(
      'en-US',
      'Copper kettle',
      `<div class="price"><sup>$</sup><span>24</span><sup>97</sup><span> /each</span></div><p>Free shipping over $45</p>${buy('Add to Cart')}`,
    ),
    price: [24.97, 'USD'],
  },
  {
    about: 'Argentine: a point between thousands, decimals raised',
    url: 'https://pava.com.ar/p/1',
    html: page(
      'es-AR',
      'Pava de cobre',
      `<div class="price"><span class="symbol">$</span> <span class="fraction">12.999</span><sup class="cents">99</sup></div><p>6 cuotas sin interés de $ 2.166</p>${buy('Agregar al carrito')}`,
    ),
    price: [12999.99, 'ARS'],
  },
  {
    about: 'Chilean: less with the shop’s card',
    url: 'https://tetera.cl/p/1',
    html: page(
      'es-CL',
      'Tetera de cobre',
      `<div class="precios"><div class="precio-tarjeta">Precio con tarjeta $39.990</div><div class="precio-internet">Precio internet $49.990</div><div class="precio-normal">Normal $59.990</div></div>${buy('Agregar al carro')}`,
    ),
    price: [49990, 'CLP'],
  },
  {
    about: 'Turkish: comma and TL',
    url: 'https://caydanlik.com.tr/p/1',
    html: page(
      'tr',
      'Bakır çaydanlık',
      `<div class="fiyat"><span class="eski-fiyat"><del>1.499,90 TL</del></span><span class="yeni-fiyat">1.249,90 TL</span></div><p>3 ay taksit 416,63 TL</p>${buy('Sepete Ekle')}`,
    ),
    price: [1249.9, 'TRY'],
    listPrice: 1499.9,
  },
  {
    about: 'Indonesian: Rp without a blank',
    url: 'https://ceret.co.id/p/1',
    html: page(
      'id',
      'Ceret tembaga',
      `<div class="harga">Rp1.299.000</div><p>Cicilan Rp108.250/bulan</p>${buy('Masukkan keranjang')}`,
    ),
    price: [1299000, 'IDR'],
  },
  {
    about: 'a group of variants of which the address names one',
    url: 'https://kettles.example/p/kettle?variant=4402',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price">€44.00</div>${buy('Add to cart')}`,
      jsonLd({
        '@context': 'https://schema.org',
        '@type': 'ProductGroup',
        name: 'Copper kettle',
        hasVariant: [
          {
            '@type': 'Product',
            name: 'Copper kettle 1 l',
            sku: '4401',
            offers: {
              '@type': 'Offer',
              price: 39,
              priceCurrency: 'EUR',
              url: 'https://kettles.example/p/kettle?variant=4401',
            },
          },
          {
            '@type': 'Product',
            name: 'Copper kettle 2 l',
            sku: '4402',
            offers: {
              '@type': 'Offer',
              price: 44,
              priceCurrency: 'EUR',
              url: 'https://kettles.example/p/kettle?variant=4402',
              availability: 'https://schema.org/InStock',
            },
          },
        ],
      }),
    ),
    price: [44, 'EUR'],
    availability: 'InStock',
  },
  {
    about: 'many sellers: the one of the button, not the cheapest',
    url: 'https://market.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div class="buybox"><span class="price">£95.00</span><p>Sold by Emberly</p>${buy('Add to basket')}</div><div class="other-sellers"><h3>Other sellers</h3><p>New from £89.00</p><p>Used from £41.00</p></div>`,
      jsonLd({
        '@type': 'Product',
        name: 'Copper kettle',
        offers: {
          '@type': 'AggregateOffer',
          lowPrice: '89.00',
          highPrice: '129.00',
          offerCount: 4,
          priceCurrency: 'GBP',
        },
      }),
    ),
    price: [95, 'GBP'],
  },
  {
    about: 'a price for members beside the price for all',
    url: 'https://drinks.com/p/1',
    html: page(
      'en',
      'Red wine',
      `<div class="prices"><div class="member-price"><span>Member price</span> <b>$17.99</b></div><div class="price"><span>Price</span> <b>$21.99</b></div></div>${buy('Add to cart')}`,
    ),
    price: [21.99, 'USD'],
  },
  {
    about: 'a price with a coupon beside the price',
    url: 'https://kettles.com/p/5',
    html: page(
      'en-US',
      'Copper kettle',
      `<div class="price">$49.99</div><p class="coupon">$39.99 with coupon SAVE10</p>${buy('Add to cart')}`,
    ),
    price: [49.99, 'USD'],
  },
  {
    about: 'a price by weight beside the price',
    url: 'https://groceries.co.uk/p/1',
    html: page(
      'en-GB',
      'Cheddar 500 g',
      `<div class="pd__cost"><span class="pd__cost__total">£2.50</span> <span class="pd__cost__per-unit">£5.00 / kg</span></div>${buy('Add to trolley')}`,
    ),
    price: [2.5, 'GBP'],
  },
  {
    about: 'once, or less by subscription',
    url: 'https://pets.com/p/1',
    html: page(
      'en-US',
      'Dog food',
      `<label class="option"><input type="radio" name="o" checked> One-time purchase <span class="price">$25.99</span></label><label class="option"><input type="radio" name="o"> Subscribe &amp; save <span class="price subscription">$22.09</span></label>${buy('Add to Cart')}`,
    ),
    price: [25.99, 'USD'],
  },
  {
    about: 'the state of a script application that counts in cents',
    url: 'https://app.example/p/copper-kettle-7781',
    html: page(
      'en-US',
      'Copper kettle',
      `<div id="pdp"><span class="price">$129.00</span></div>${buy('Add to bag')}`,
      `<script id="__NEXT_DATA__" type="application/json">${JSON.stringify({ props: { pageProps: { product: { id: '7781', name: 'Copper kettle', price: { centAmount: 12900, currencyCode: 'USD' } } } } })}</script>`,
    ),
    price: [129, 'USD'],
    availability: 'InStock',
  },
  {
    about: 'a range over variants, each in an attribute of the form',
    url: 'https://woo.example/product/kettle/',
    html: page(
      'en',
      'Copper kettle',
      `<p class="price"><span class="amount">€39.00</span> – <span class="amount">€59.00</span></p><form class="variations_form cart" action="/product/kettle/"><input type="number" name="quantity" value="1">${buy('Add to basket')}</form>`,
    ),
    price: [39, 'EUR'],
    availability: 'InStock',
  },
  {
    about: 'prices in attributes, final and old',
    url: 'https://magento.example/kettle.html',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price-box"><span class="special-price"><span data-price-amount="59.95" data-price-type="finalPrice" class="price-wrapper"><span class="price">€59.95</span></span></span> <span class="old-price"><span class="price-label">Regular Price</span> <span data-price-amount="79.95" data-price-type="oldPrice"><span class="price">€79.95</span></span></span></div>${buy('Add to Cart')}`,
    ),
    price: [59.95, 'EUR'],
    listPrice: 79.95,
  },
  {
    about: 'sold out, and still priced',
    url: 'https://kettles.example/p/9',
    html: page('en', 'Copper kettle', '<div class="price">€59.95</div><button disabled class="btn">Sold out</button>'),
    price: [59.95, 'EUR'],
    availability: 'OutOfStock',
  },
  {
    about: 'to be had before it is out',
    url: 'https://games.example/p/9',
    html: page('en', 'Kettle Simulator 4', `<div class="price">€59.95</div>${buy('Pre-order')}`),
    price: [59.95, 'EUR'],
    availability: 'PreOrder',
  },
  {
    about: 'for trade: without tax first',
    url: 'https://trade.co.uk/p/1',
    html: page(
      'en-GB',
      'Copper pipe',
      `<div class="prices"><span class="price-ex">£100.00 ex VAT</span> <span class="price-inc">£120.00 inc VAT</span></div>${buy('Add to basket')}`,
    ),
    price: [120, 'GBP'],
  },
  {
    about: 'cheaper by the dozen',
    url: 'https://trade.com/p/2',
    html: page(
      'en-US',
      'Copper fitting',
      `<div class="price">$10.00</div><table class="tiers"><tr><td>10+</td><td>$9.00</td></tr><tr><td>50+</td><td>$8.00</td></tr><tr><td>100+</td><td>$7.00</td></tr></table>${buy('Add to cart')}`,
    ),
    price: [10, 'USD'],
  },
  {
    about: 'an old phone given in return',
    url: 'https://phones.com/p/1',
    html: page(
      'en-US',
      'Phone 12',
      `<div class="price">$799.00</div><p class="promo">Get $200.00 off with trade-in. From $33.29/mo. for 24 mo.</p>${buy('Add to bag')}`,
    ),
    price: [799, 'USD'],
  },
  {
    about: 'now and was in words',
    url: 'https://kettles.co.uk/p/3',
    html: page('en-GB', 'Copper kettle', `<p>Now £12.00</p><p>Was £20.00</p><p>Save £8.00</p>${buy('Add to basket')}`),
    price: [12, 'GBP'],
    listPrice: 20,
  },
  {
    about: 'renewed, with a used price beside it',
    url: 'https://market.com/p/3',
    html: page(
      'en-US',
      'Phone 12 (Renewed)',
      `<div class="price">$349.00</div><div class="used-price">Used: $289.00</div>${buy('Add to Cart')}`,
    ),
    price: [349, 'USD'],
  },
  {
    about: 'an auction with a price to buy at',
    url: 'https://auctions.com/item/1',
    html: page(
      'en-US',
      'Copper kettle',
      `<div class="bid"><span>Current bid:</span> <span class="price">US $41.00</span></div><div class="bin"><span>Price:</span> <span class="price">US $75.00</span>${buy('Buy It Now')}</div>`,
    ),
    price: [75, 'USD'],
  },
  {
    about: 'data that writes the country’s way, with a comma too many',
    url: 'https://kessel.de/p/7',
    html: page(
      'de',
      'Kupferkessel',
      `<div class="preis">1.299,00 €</div>${buy('In den Warenkorb')}`,
      '<script type="application/ld+json">{"@type":"Product","name":"Kupferkessel","offers":{"@type":"Offer","price":"1.299,00","priceCurrency":"EUR",},}</script>',
    ),
    price: [1299, 'EUR'],
  },
  {
    about: 'a price on request, and nought in its data',
    url: 'https://kettles.example/p/11',
    html: page(
      'en',
      'Copper boiler',
      '<p class="price">Price on request</p><a class="button" href="/contact">Ask us</a>',
      jsonLd({ '@type': 'Product', name: 'Copper boiler', offers: { price: '0.00', priceCurrency: 'EUR' } }),
    ),
    price: null,
  },
  {
    about: 'a thing no more sold, with similar ones',
    url: 'https://kettles.example/p/12',
    html: page('en', 'Copper kettle 2019', '<p>This product is no longer available.</p>'),
    price: null,
  },
  {
    about: 'a shop’s list of kettles',
    url: 'https://kettles.example/kettles',
    html: `<html lang="en"><head><title>Kettles | Shop</title></head><body><h1>Kettles</h1><ul>${[12, 24, 36, 48].map((price) => `<li class="tile"><a href="/p/${price}"><img src="x.jpg" alt=""><h3>Kettle ${price}</h3><span class="price">€${price}.00</span></a><button>Add to cart</button></li>`).join('')}</ul></body></html>`,
    price: null,
  },
  {
    about: 'Dutch: a comma and a dash, and no h1',
    url: 'https://ketel.nl/p/1',
    html: `<html lang="nl"><head><title>Koperen ketel | Winkel</title><meta property="og:title" content="Koperen ketel"></head><body><div class="naam">Koperen ketel</div><div class="prijs">€ 1.299,-</div><span class="adviesprijs">Adviesprijs € 1.499,-</span>${buy('In winkelwagen')}${others}</body></html>`,
    price: [1299, 'EUR'],
    listPrice: 1499,
  },
  {
    about: 'Swedish: a colon and a dash',
    url: 'https://kittel.se/p/2',
    html: page('sv', 'Kopparkittel', `<div class="pris">1 299:-</div>${buy('Köp')}`),
    price: [1299, 'SEK'],
  },
  {
    about: 'Danish: kr. before, points between thousands',
    url: 'https://kedel.dk/p/1',
    html: page('da', 'Kobberkedel', `<div class="price">kr. 1.299,00</div><p>Fragt kr. 39,00</p>${buy('Læg i kurv')}`),
    price: [1299, 'DKK'],
  },
  {
    about: 'Romanian: raised decimals without a separator',
    url: 'https://ceainic.ro/p/1',
    html: page(
      'ro',
      'Ceainic de cupru',
      `<p class="product-old-price"><s>1.499<sup>99</sup> Lei</s></p><p class="product-new-price">1.299<sup>99</sup> <span>Lei</span></p>${buy('Adaugă în coș')}`,
    ),
    price: [1299.99, 'RON'],
    listPrice: 1499.99,
  },
  {
    about: 'Hungarian: blanks between thousands',
    url: 'https://kanna.hu/p/1',
    html: page(
      'hu',
      'Réz teáskanna',
      `<div class="ar">12 990 Ft</div><div class="egysegar">Egységár: 6 495 Ft/l</div>${buy('Kosárba')}`,
    ),
    price: [12990, 'HUF'],
  },
  {
    about: 'Russian: less with the bank’s card',
    url: 'https://chainik.ru/p/1',
    html: page(
      'ru',
      'Медный чайник',
      `<div class="price"><span class="card-price">11 990 ₽ с картой</span> <span class="price__current">12 990 ₽</span> <s class="price__old">15 990 ₽</s></div><p>В наличии</p>${buy('В корзину')}`,
    ),
    price: [12990, 'RUB'],
    listPrice: 15990,
    availability: 'InStock',
  },
  {
    about: 'Ukrainian: hryvnias',
    url: 'https://chainyk.ua/p/1',
    html: page('uk', 'Мідний чайник', `<div class="product-price"><b>1 299</b><span>₴</span></div>${buy('Купити')}`),
    price: [1299, 'UAH'],
  },
  {
    about: 'Serbian: a point between thousands, dinars',
    url: 'https://cajnik.rs/p/1',
    html: page(
      'sr',
      'Bakarni čajnik',
      `<div class="cena">12.990,00 RSD</div><div class="stara-cena">15.990,00 RSD</div>${buy('Dodaj u korpu')}`,
    ),
    price: [12990, 'RSD'],
  },
  {
    about: 'Greek: the sign right after',
    url: 'https://vrastiras.gr/p/1',
    html: page(
      'el',
      'Χάλκινος βραστήρας',
      `<div class="price"><span class="old">149,99€</span> <span class="final">129,99€</span></div>${buy('Στο καλάθι')}`,
    ),
    price: [129.99, 'EUR'],
  },
  {
    about: 'Pakistani: rupees and a stroke',
    url: 'https://ketli.pk/p/1',
    html: page('en-PK', 'Copper kettle', `<p>Price: <b>Rs. 2,499/-</b> only</p>${buy('Add to Cart')}`),
    price: [2499, 'PKR'],
  },
  {
    about: 'Nigerian: naira',
    url: 'https://kettle.com.ng/p/1',
    html: page(
      'en-NG',
      'Copper kettle',
      `<div class="-prxs"><span class="-b">₦ 45,000</span><span class="-tal -lthr">₦ 60,000</span></div>${buy('Add to cart')}`,
    ),
    price: [45000, 'NGN'],
  },
  {
    about: 'Egyptian: pounds in Arabic letters',
    url: 'https://ghallaya.com.eg/p/1',
    html: page(
      'ar-EG',
      'غلاية',
      `<div class="price">1,299.00 ج.م</div><div class="old-price"><del>1,599.00 ج.م</del></div>${buy('أضف للسلة')}`,
    ),
    price: [1299, 'EGP'],
  },
  {
    about: 'whole and decimals in elements of their own, the separator with the decimals',
    url: 'https://bollitore.it/p/1',
    html: page(
      'it',
      'Bollitore in rame',
      `<div class="prezzo"><span class="int">1.299</span><span class="dec">,99</span><span class="val">€</span></div>${buy('Aggiungi al carrello')}`,
    ),
    price: [1299.99, 'EUR'],
  },
  {
    about: 'microdata with the number in the text',
    url: 'https://hervidor.es/p/1',
    html: page(
      'es',
      'Hervidor de cobre',
      `<div itemscope itemtype="https://schema.org/Product"><span itemprop="name">Hervidor de cobre</span><div itemprop="offers" itemscope itemtype="https://schema.org/Offer"><span itemprop="price">119,90</span> <span itemprop="priceCurrency" content="EUR">€</span><link itemprop="availability" href="https://schema.org/OutOfStock"></div></div>`,
    ),
    price: [119.9, 'EUR'],
    availability: 'OutOfStock',
  },
  {
    about: 'sizes of one price in the data',
    url: 'https://fashion.co.uk/p/1',
    html: page(
      'en-GB',
      'Linen shirt',
      `<div class="price">£35.00</div>${buy('Add to bag')}`,
      jsonLd({
        '@type': 'Product',
        name: 'Linen shirt',
        offers: ['S', 'M', 'L'].map((size) => ({
          '@type': 'Offer',
          sku: `x-${size}`,
          price: '35.00',
          priceCurrency: 'GBP',
          availability: size === 'S' ? 'https://schema.org/OutOfStock' : 'https://schema.org/InStock',
        })),
      }),
    ),
    price: [35, 'GBP'],
    availability: 'InStock',
  },
  {
    about: 'a table of prices: list, ours, saved',
    url: 'https://books.com/p/1',
    html: page(
      'en-US',
      'The Kettle',
      `<table><tr><td>List Price:</td><td><span>$29.99</span></td></tr><tr><td>Our Price:</td><td><b>$24.99</b></td></tr><tr><td>You Save:</td><td>$5.00 (17%)</td></tr></table>${buy('Add to Cart')}`,
    ),
    price: [24.99, 'USD'],
    listPrice: 29.99,
  },
  {
    about: 'a car: mileage and year beside its price',
    url: 'https://autos.de/anzeige/1',
    html: page(
      'de',
      'Kombi 2.0',
      '<div class="preis-box"><span class="preis">8.900 €</span></div><ul><li>120.000 km</li><li>EZ 03/2015</li><li>110 kW (150 PS)</li></ul><a href="#kontakt">Verkäufer kontaktieren</a>',
    ),
    price: [8900, 'EUR'],
    availability: 'InStock',
  },
  {
    about: 'a ticket from a price on',
    url: 'https://tickets.de/event/1',
    html: page('de', 'Konzert im Park', `<p class="price">ab 35,90 €</p>${buy('Tickets kaufen')}`),
    price: [35.9, 'EUR'],
  },
  {
    about: 'things that may be added to it',
    url: 'https://tv.com/p/1',
    html: page(
      'en-US',
      'TV 55 inch',
      `<div class="price">$499.99</div><fieldset class="warranty"><label><input type="checkbox"> 2-year protection plan $59.99</label><label><input type="checkbox"> Wall mounting $99.99</label></fieldset><label><input type="checkbox"> Gift wrap $4.99</label>${buy('Add to Cart')}`,
    ),
    price: [499.99, 'USD'],
  },
  {
    about: 'a template that nobody sees',
    url: 'https://kettles.com/p/21',
    html: page(
      'en-US',
      'Copper kettle',
      `<div style="display:none" class="price">$0.01</div><template><b class="price">$1.00</b></template><div class="price">$59.00</div>${buy('Add to Cart')}`,
    ),
    price: [59, 'USD'],
  },
  {
    about: 'a price that only the head states',
    url: 'https://kettles.de/p/22',
    html: page(
      'de',
      'Kupferkessel',
      buy('In den Warenkorb'),
      '<meta property="og:type" content="product"><meta property="product:price:amount" content="59.90"><meta property="product:price:currency" content="EUR">',
    ),
    price: [59.9, 'EUR'],
  },
  {
    about: 'sold out with no price, beside similar ones',
    url: 'https://kettles.com/p/23',
    html: page('en-US', 'Copper kettle', '<p class="stock">Out of stock</p><button disabled>Add to cart</button>'),
    price: null,
  },
  {
    about: 'a basket that holds something already',
    url: 'https://kettles.com/p/24',
    html: `<html lang="en-US"><head><title>Copper kettle | Shop</title></head><body><div id="cart-flyout">Your cart: 2 items <b class="price">$88.00</b></div><h1>Copper kettle</h1><div class="price">$59.00</div>${buy('Add to Cart')}${others}</body></html>`,
    price: [59, 'USD'],
  },
  {
    about: 'a price for two, and for one',
    url: 'https://groceries.com/p/5',
    html: page(
      'en-US',
      'Tea 100 g',
      `<div class="price">$4.29</div><div class="promo">2 for $7.00</div><div class="unit">$0.04/g</div>${buy('Add to Cart')}`,
    ),
    price: [4.29, 'USD'],
  },
  {
    about: 'an article about a kettle',
    url: 'https://news.example/2024/kettle-review',
    html: `<html lang="en"><head><title>The best kettle of the year</title><meta property="og:type" content="article"></head><body><article><h1>The best kettle of the year</h1><p>We tried twelve kettles. The one we like costs $59.00 at most shops, and $49.00 on sale.</p></article></body></html>`,
    price: null,
  },
  {
    about: 'RDFa',
    url: 'https://rdfa.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div vocab="https://schema.org/" typeof="Product"><span property="name">Copper kettle</span><div property="offers" typeof="Offer"><span property="priceCurrency" content="EUR">€</span><span property="price" content="59.90">59.90</span></div></div>`,
    ),
    price: [59.9, 'EUR'],
  },
  {
    about: 'the state of an application in a call of a function',
    url: 'https://nuxt.example/p/copper-kettle',
    html: page(
      'en',
      'Copper kettle',
      `<div><span class="amount">€59.90</span></div>${buy('Add to cart')}`,
      '<script>window.__NUXT__=(function(a,b){return {data:[{product:{name:"Copper kettle",price:{value:59.9,currency:a},oldPrice:b}}]}}("EUR",69.9));</script>',
    ),
    price: [59.9, 'EUR'],
  },
  {
    about: 'a shop system that counts in cents and names the variant in the address',
    url: 'https://shopify.example/products/kettle?variant=40000000002',
    html: page(
      'en',
      'Copper kettle',
      `<div class="product__price"><span class="price-item price-item--regular">€44.00 EUR</span></div><form action="/cart/add" method="post">${buy('Add to cart')}</form>`,
      `<script>var meta = ${JSON.stringify({
        product: {
          id: 1,
          type: 'Kettle',
          variants: [
            { id: 40000000001, price: 3900, name: 'Copper kettle - 1 l' },
            { id: 40000000002, price: 4400, name: 'Copper kettle - 2 l' },
          ],
        },
      })};</script>`,
    ),
    price: [44, 'EUR'],
    availability: 'InStock',
  },
  {
    about: 'variants in the data, one of which is shown',
    url: 'https://kettles.example/p/31',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price">€44.00</div>${buy('Add to cart')}`,
      jsonLd({
        '@context': 'https://schema.org',
        '@type': 'ProductGroup',
        name: 'Copper kettle',
        hasVariant: [39, 44, 59].map((price, i) => ({
          '@type': 'Product',
          name: `Copper kettle ${i + 1} l`,
          sku: `K${i}`,
          offers: { '@type': 'Offer', price, priceCurrency: 'EUR' },
        })),
      }),
    ),
    price: [44, 'EUR'],
  },
  {
    about: 'a tag manager that reports a view',
    url: 'https://gtm.example/p/31',
    html: page(
      'en',
      'Copper kettle',
      `<div class="cost">59,90</div>${buy('Add to cart')}`,
      '<script>dataLayer=[];dataLayer.push({"event":"view_item","ecommerce":{"currency":"EUR","value":59.9,"items":[{"item_id":"K1","item_name":"Copper kettle","price":59.9,"quantity":1}]}});</script>',
    ),
    price: [59.9, 'EUR'],
  },
  {
    about: 'data in a graph, with references',
    url: 'https://graph.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price">£59.90</div>${buy('Add to basket')}`,
      jsonLd({
        '@context': 'https://schema.org',
        '@graph': [
          { '@type': 'WebPage', '@id': '#page', name: 'Copper kettle' },
          { '@type': 'Product', '@id': '#product', name: 'Copper kettle', offers: { '@id': '#offer' } },
          { '@type': 'Offer', '@id': '#offer', price: '59.90', priceCurrency: 'GBP', availability: 'InStock' },
        ],
      }),
    ),
    price: [59.9, 'GBP'],
    availability: 'InStock',
  },
  {
    about: 'data with a list price and a sale price as specifications',
    url: 'https://spec.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price"><s>€79.90</s> <b>€59.90</b></div>${buy('Add to basket')}`,
      jsonLd({
        '@type': 'Product',
        name: 'Copper kettle',
        offers: {
          '@type': 'Offer',
          priceSpecification: [
            {
              '@type': 'UnitPriceSpecification',
              price: 79.9,
              priceCurrency: 'EUR',
              priceType: 'https://schema.org/ListPrice',
            },
            { '@type': 'UnitPriceSpecification', price: 59.9, priceCurrency: 'EUR' },
          ],
        },
      }),
    ),
    price: [59.9, 'EUR'],
    listPrice: 79.9,
  },
  {
    about: 'data that forgot to change when the price did',
    url: 'https://stale.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price"><s class="was">€79.90</s> <b class="now">€59.90</b></div>${buy('Add to basket')}`,
      jsonLd({ '@type': 'Product', name: 'Copper kettle', offers: { price: 79.9, priceCurrency: 'EUR' } }),
    ),
    price: [59.9, 'EUR'],
    listPrice: 79.9,
  },
  {
    about: 'the price of another product in the data',
    url: 'https://other.example/p/1',
    html: page(
      'en',
      'Copper kettle',
      `<div class="price">€59.90</div>${buy('Add to basket')}`,
      jsonLd([
        { '@type': 'Product', name: 'Tea strainer', offers: { price: 4.9, priceCurrency: 'EUR' } },
        { '@type': 'Product', name: 'Tea cosy', offers: { price: 9.9, priceCurrency: 'EUR' } },
      ]),
    ),
    price: [59.9, 'EUR'],
  },
  {
    about: 'money of two kinds beside each other',
    url: 'https://two.bg/p/1',
    html: page(
      'bg',
      'Меден чайник',
      `<div class="price"><span>58,67 €</span> / <span>114,75 лв.</span></div>${buy('Купи')}`,
    ),
    price: [58.67, 'EUR'],
  },
  {
    about: 'rented by the day, or bought',
    url: 'https://tools.com/p/1',
    html: page(
      'en-US',
      'Hammer drill',
      `<div class="price">$189.00</div><p>or rent it for $35.00 per day</p>${buy('Add to Cart')}`,
    ),
    price: [189, 'USD'],
  },
  {
    about: 'monthly, and in one sum',
    url: 'https://phones.fr/p/1',
    html: page(
      'fr',
      'Téléphone 12',
      `<div class="mensualite">41,62 €/mois pendant 24 mois</div><div class="prix">999,00 €</div>${buy('Ajouter au panier')}`,
    ),
    price: [999, 'EUR'],
  },
  {
    about: 'loyalty points and their worth',
    url: 'https://points.pl/p/1',
    html: page(
      'pl',
      'Czajnik',
      `<div class="price">159,00 zł</div><p>Zyskaj 318 punktów o wartości 3,18 zł</p><p>Raty od 15,90 zł / mies.</p>${buy('Do koszyka')}`,
    ),
    price: [159, 'PLN'],
  },
  {
    about: 'a price within the button',
    url: 'https://button.de/p/1',
    html: page('de', 'E-Book', '<button class="buy">Jetzt kaufen für 9,99 €</button>'),
    price: [9.99, 'EUR'],
    availability: 'InStock',
  },
  {
    about: 'sold by the metre',
    url: 'https://fabrics.co.uk/p/1',
    html: page('en-GB', 'Linen fabric', `<p class="price">£12.50 per metre</p>${buy('Add to basket')}`),
    price: [12.5, 'GBP'],
  },
  {
    about: 'a deposit beside the price',
    url: 'https://getraenke.de/p/1',
    html: page(
      'de',
      'Mineralwasser 12 x 1 l',
      `<div class="price">6,99 €</div><p>zzgl. 3,30 € Pfand</p><p>0,58 €/l</p>${buy('In den Warenkorb')}`,
    ),
    price: [6.99, 'EUR'],
  },
  {
    about: 'a fee for delivery in large letters',
    url: 'https://food.com/p/1',
    html: page('en-US', 'Pizza', `<h3>Delivery fee $2.99</h3><div class="price">$14.50</div>${buy('Add to order')}`),
    price: [14.5, 'USD'],
  },
  {
    about: 'Traditional Chinese: list, special, points',
    url: 'https://hu.com.tw/p/1',
    html: page(
      'zh-TW',
      '銅茶壺',
      `<div class="price"><span>建議售價 <del>$1,990</del></span> <span>促銷價 <b>$1,490</b></span></div><p>點數 14 點</p>${buy('加入購物車')}`,
    ),
    price: [1490, 'TWD'],
    listPrice: 1990,
  },
  {
    about: 'Japanese digits of full width',
    url: 'https://yakan.jp/p/2',
    html: page('ja', '鉄のやかん', `<p class="price">価格：１２，８００円（税込）</p>${buy('カートに入れる')}`),
    price: [12800, 'JPY'],
  },
  {
    about: 'Persian digits',
    url: 'https://ketri.ir/p/1',
    html: page('fa', 'کتری مسی', `<div class="price">۱٬۲۹۰٬۰۰۰ ریال</div>${buy('افزودن به سبد')}`),
    price: [1290000, 'IRR'],
  },
  {
    about: 'gone: the address shows an excuse and other things',
    url: 'https://kettles.example/p/99',
    html: `<html lang="en"><head><title>Page not found</title></head><body><h1>Oops, we cannot find this page</h1>${others}</body></html>`,
    price: null,
  },
  {
    about: 'a choice of gift cards',
    url: 'https://cards.com/gift',
    html: page(
      'en-US',
      'Gift card',
      `<div class="amounts"><button>$25</button><button>$50</button><button>$100</button></div>${buy('Add to Cart')}`,
    ),
    price: null,
  },
];
