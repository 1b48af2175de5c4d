import * as z from 'zod';
import { categoryIds } from '../category/categories.ts';
import { money } from '../money/money.ts';

export const availability = z.enum(['InStock', 'OutOfStock', 'PreOrder', 'BackOrder', 'Discontinued']);
export type Availability = z.infer<typeof availability>;

/** What a product page says beside the price; every field is absent where the page does not say. */
export const productFacts = z.object({
  title: z.string().optional(),
  brand: z.string().optional(),
  /** One of ours, and the shop's own way to it: `Audio > Headphones`. */
  category: z.enum(categoryIds).optional().catch(undefined),
  shopCategory: z.string().optional(),
  gtin: z.string().optional(),
  sku: z.string().optional(),
  imageUrl: z.string().optional(),
  listPrice: money.optional(),
  availability: availability.optional(),
  condition: z.enum(['new', 'used', 'refurbished', 'damaged']).optional(),
  seller: z.string().optional(),
  variant: z.string().optional(),
  /** Content of one pack in a base unit: 0.75 litre, 12 pieces. */
  packSize: z.object({ quantity: z.number().positive(), unit: z.enum(['kg', 'l', 'piece', 'm', 'm2']) }).optional(),
});
export type ProductFacts = Readonly<z.infer<typeof productFacts>>;
