/** Time as an argument: the present, and waiting. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
  /** Resolves after `ms`, or rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Chance as an argument: a number in [0, 1), and an unguessable id. */
export interface Random {
  fraction(): number;
  /** 128 bits, URL-safe. */
  nonce(): string;
}
