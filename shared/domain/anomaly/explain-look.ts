import type { Vote } from '../extraction/extraction.ts';
import { formatMoney } from '../money/format-money.ts';
import type { Observation } from '../observation/observation.ts';

/** So many amounts of one kind are shown; a page of a shop is full of other products' prices. */
const mostAmounts = 4;

/** What one look at a page showed, and which source said what: a line each, for an operator. */
export function lookLines({ outcome, price, strategy, confidence, votes, reasons }: Observation): string[] {
  const shown = price ? `${formatMoney(price)}, confidence ${confidence.toFixed(2)}` : outcome;
  return [
    `read over ${strategy}: ${shown}`,
    ...reasons.map((reason) => `because ${reason}`),
    ...table(votes.filter(({ role }) => role === 'current').map(currentRow)),
    ...table(otherRows(votes.filter(({ role }) => role !== 'current'))),
  ];
}

type Row = readonly [role: string, amounts: string, source: string];

const currentRow = ({ role, price, extractor, source }: Vote): Row => [
  role,
  formatMoney(price),
  `${extractor}, ${source}`,
];

/** Amounts that are no candidates for the price, by what they are and who says so. */
function otherRows(votes: readonly Vote[]): Row[] {
  const groups = new Map<string, Vote[]>();
  for (const vote of votes) {
    const key = `${vote.role} ${vote.extractor} ${vote.source}`;
    groups.set(key, [...(groups.get(key) ?? []), vote]);
  }
  return [...groups.values()].flatMap((group): Row[] => {
    const [first] = group;
    if (!first) return [];
    const amounts = [...new Set(group.map(({ price }) => formatMoney(price)))];
    const more = amounts.length - mostAmounts;
    const told = amounts.slice(0, mostAmounts).join(', ') + (more > 0 ? ` and ${more} more` : '');
    return [[first.role, told, `${first.extractor}, ${first.source}`]];
  });
}

function table(rows: readonly Row[]): string[] {
  const width = (column: 0 | 1) => Math.max(0, ...rows.map((row) => row[column].length));
  const [roles, amounts] = [width(0), width(1)];
  return rows.map(([role, amount, source]) => `  ${role.padEnd(roles)}  ${amount.padEnd(amounts)}  ${source}`);
}
