import * as z from 'zod';
import { type ReasonCode, reasonTexts } from './reasons.ts';
import { anomalyKinds } from './verdict.ts';

export const dayMs = 86_400_000;
/** Changes kept in detail; an offer that changes more often in 30 days keeps a coarser record. */
export const maxLevels = 48;
/** Older levels remembered beyond the 30 days, so that a yearly sale is recognised. */
export const maxKnownLevels = 12;
/** Prices that proved wrong, remembered so that a repeating reader fault is called at once. */
export const maxWrongValues = 4;

const isReasonCode = (code: string): code is ReasonCode => Object.hasOwn(reasonTexts, code);

/** An accepted price and the instant since when it stands; it ends where the next one begins, or before. */
const level = z.object({
  minor: z.int(),
  fromMs: z.int(),
  /** Where it ended before the next one began: nobody looked, or a price in quarantine was seen instead. */
  untilMs: z.int().optional(),
  /** Lowest price merged into this entry, where the record had to be made coarser. */
  lowMinor: z.int().optional(),
});
export type Level = Readonly<z.infer<typeof level>>;

const knownLevel = z.object({ minor: z.int(), stoodMs: z.int(), lastAtMs: z.int() });
export type KnownLevel = Readonly<z.infer<typeof knownLevel>>;

/** A price in quarantine: seen, not yet believed. */
const candidate = z.object({
  minor: z.int(),
  /** Where it differs from the history's. */
  currency: z.string().optional(),
  firstAtMs: z.int(),
  lastAtMs: z.int(),
  observations: z.int(),
  kind: z.enum(anomalyKinds),
  /** Codes of a newer release are dropped, so that a rollback can read its documents. */
  reasons: z.array(z.string()).transform((codes) => codes.filter(isReasonCode)),
  /** The price that stood when the suspect was first seen, and suspect ÷ nearest accepted level. */
  standingMinor: z.int(),
  ratio: z.number(),
  /** The number alone names the fault (decimal shift, rate, nothing to pay); such a price is not accepted soon. */
  telling: z.boolean(),
  /** It was called an error already, and stays in quarantine for as long as it stands. */
  decided: z.boolean(),
  /** Another suspect value was seen last: a blip, unless it comes a second time. */
  interrupted: z.boolean(),
  /** It would be a deal if it is real. */
  dealIfReal: z.boolean(),
});
export type Candidate = Readonly<z.infer<typeof candidate>>;

/**
 * All the detector remembers of one offer: lives on the offer's document, bounded (≤ 48 recent levels, ≤ 12 older ones,
 * one candidate, ≤ 4 wrong values), at most about 4 KB of JSON. Holds accepted prices only, beside the candidate.
 */
export const detectorState = z.object({
  version: z.int().min(1),
  currency: z.string().optional(),
  firstAtMs: z.int(),
  lastAtMs: z.int(),
  levels: z.array(level).max(maxLevels),
  known: z.array(knownLevel).max(maxKnownLevels),
  /** Typical size of an accepted change, exponentially weighted mean of |ln ratio|. */
  stepScale: z.number(),
  candidate: candidate.nullable(),
  wrong: z.array(z.object({ minor: z.int(), times: z.int() })).max(maxWrongValues),
});
export type DetectorState = Readonly<z.infer<typeof detectorState>>;

/** The state before anything was accepted. */
export const newState = (atMs: number, currency: string | undefined): DetectorState => ({
  version: 1,
  ...(currency === undefined ? {} : { currency }),
  firstAtMs: atMs,
  lastAtMs: atMs,
  levels: [],
  known: [],
  stepScale: 0,
  candidate: null,
  wrong: [],
});

/** Whether a suspect price is waiting for a decision; while it is, every observation passes the change gate. */
export const isPending = (state: DetectorState | undefined): boolean => state !== undefined && state.candidate !== null;
