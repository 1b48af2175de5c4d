/** What the page around a price text says about how numbers and currencies are written there. */
export interface PriceTextContext {
  /** ISO 4217 code, or text that names one (a symbol, another price), from next to the price or the page's data. */
  readonly currencyHint?: string;
  /** BCP 47 language or locale of the page, e.g. `de-AT`. */
  readonly locale?: string;
  readonly decimalSeparatorHint?: '.' | ',';
  /** Other price texts of the same page: how they are written settles what one alone leaves open. */
  readonly siblings?: readonly string[];
  /** An earlier price of the same offer, in major units. */
  readonly previousAmount?: number;
}

/**
 * What a price text says. `amount` is in major units (12.5 = twelve and a half euros) and null where the text holds no
 * price; `currency` is ISO 4217 and null where the text and its context leave it open. `ambiguous` names what is open:
 * `separator` with an amount: thousands were assumed for `1.299`, and nothing around it confirms that; `separator`
 * without one: the surroundings speak for both readings; `currency`: the mark is shared by several (`$`, `kr`).
 */
export interface PriceReading {
  readonly amount: number | null;
  readonly currency: string | null;
  /** `instalment`: the only amount is paid again each month or so, and therefore not given. */
  readonly qualifier?: 'from' | 'up-to' | 'range' | 'free' | 'on-request' | 'instalment';
  /** Upper end where the text is a range; `amount` is the lower end. */
  readonly amountHigh?: number;
  readonly ambiguous?: 'separator' | 'currency';
}
