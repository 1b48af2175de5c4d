import type { DemoProduct, Shop } from '../catalogue.ts';
import type { Markup } from '../markup.ts';
import { displayPrice } from '../shop-prices.ts';
import type { ShelfState } from '../stage.ts';

/** Everything a layout needs to draw one product's page. Addresses are absolute. */
export interface ProductPage {
  readonly shop: Shop;
  readonly product: DemoProduct;
  readonly state: ShelfState;
  readonly url: string;
  readonly imageUrl: string;
  readonly related: readonly { readonly product: DemoProduct; readonly path: string }[];
}

export type Layout = (page: ProductPage) => Markup;

/** The amount in the shop's own way of writing it. */
export function priceText(page: ProductPage, minor: number): string {
  return displayPrice(minor, page.product.currency, page.shop.retailer.locale);
}

/** A monthly rate as shops print it beside the price, which a careless reader takes for the price. */
export function instalmentText(page: ProductPage, months: number): string {
  return priceText(page, Math.ceil(page.state.minor / months));
}
