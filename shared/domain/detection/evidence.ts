/** What else is known beside the number; every field is absent where the page or the catalogue does not say. */
export interface Evidence {
  /** The price before reduction that the page itself shows. */
  readonly listMinor?: number;
  /** 0–1, of the extraction. */
  readonly extractionConfidence?: number;
  /** Amounts on the page whose role is not the current price. */
  readonly otherVotes?: readonly {
    readonly role: 'per-unit' | 'instalment' | 'used' | 'member' | 'coupon';
    readonly minor: number;
  }[];
  /** Content of the pack on the page now ÷ before. */
  readonly packRatio?: number | undefined;
  /** Current accepted prices of the same product at other retailers. */
  readonly peersMinor?: readonly number[] | undefined;
  /** Current accepted prices of the product's other variants at this retailer. */
  readonly variantsMinor?: readonly number[] | undefined;
}
