/**
 * @typedef {object} Anomaly
 * @property {string} id
 * @property {'quarantined' | 'validating' | 'confirmed' | 'rejected' | 'expired'} state
 * @property {string} title
 * @property {string} retailerName
 * @property {string} url
 * @property {{ readonly minor: number, readonly currency: string }} price
 * @property {number | null} [medianMinor]
 * @property {string} kind
 * @property {string} observedAt
 * @property {string | null} [decidedAt]
 * @property {readonly { readonly code: string, readonly text: string }[]} reasons
 */

/** From so many alike on, one entry stands for all: a shop's own fault is one piece of news. */
const ALIKE = 3;

/**
 * Puts together what has the same shop, kind and state, in the order of the newest of each group.
 * @param {readonly Anomaly[]} anomalies
 * @returns {readonly { readonly key: string, readonly members: readonly Anomaly[] }[]}
 */
export function groupAlike(anomalies) {
  /** @type {Map<string, Anomaly[]>} */
  const groups = new Map();
  for (const anomaly of anomalies) {
    const key = [anomaly.retailerName, anomaly.kind, anomaly.state].join('|');
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [anomaly]);
    } else {
      group.push(anomaly);
    }
  }
  return [...groups].flatMap(([key, members]) =>
    members.length >= ALIKE ? [{ key, members }] : members.map((member) => ({ key: member.id, members: [member] })),
  );
}

/**
 * When the last thing happened to it, in epoch milliseconds.
 * @param {Anomaly} anomaly
 */
export function newsAtMs({ decidedAt, observedAt }) {
  return Date.parse(decidedAt ?? observedAt);
}
