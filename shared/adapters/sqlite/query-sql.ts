import type { DocumentQuery, Scalar } from '../../ports/documents.ts';
import { type DocumentIndex, indexColumn, quoted } from './document-index.ts';
import { type SortKey, sortKey, typeBounds } from './sort-key.ts';

export interface SqlQuery {
  readonly sql: string;
  readonly values: readonly SortKey[];
}

type Direction = 'asc' | 'desc';
type Asked = Omit<DocumentQuery, 'limit'>;

/** Finds the documents in order. Each value of `in` is its own stretch of the index; SQLite merges them in order. */
export function selectSql(
  index: DocumentIndex,
  documents: string,
  query: DocumentQuery,
  columnsAsked: readonly ('id' | 'version' | 'data')[] = ['id', 'version', 'data'],
): SqlQuery {
  const columns = orderColumns(index);
  const order = columns.map(({ column, direction }) => `${column} ${direction}`).join(', ');
  const found = columns.map(({ column }) => column).join(', ');
  const branches = branchValues(query).map((inValue) => conditions(index, query, inValue));
  const union = branches
    .map((branch) => `SELECT ${found} FROM ${quoted(index.table)} WHERE ${branch.sql}`)
    .join(' UNION ALL ');
  return {
    sql:
      `SELECT ${columnsAsked.map((column) => `d.${column}`).join(', ')} FROM (${union} ORDER BY ${order} LIMIT ?) i CROSS JOIN ${quoted(documents)} d ` +
      `ON d.id = i.id ORDER BY ${columns.map(({ column, direction }) => `i.${column} ${direction}`).join(', ')}`,
    values: [...branches.flatMap((branch) => branch.values), query.limit],
  };
}

export function countSql(index: DocumentIndex, query: Asked): SqlQuery {
  const branches = branchValues(query).map((inValue) => conditions(index, query, inValue));
  return {
    sql: `SELECT ${branches
      .map((branch) => `(SELECT count(*) FROM ${quoted(index.table)} WHERE ${branch.sql})`)
      .join(' + ')} AS found`,
    values: branches.flatMap((branch) => branch.values),
  };
}

function branchValues(query: Asked): readonly (Scalar | undefined)[] {
  return query.in === undefined ? [undefined] : [...new Set(query.in)];
}

/** The order fields and the id, which follows the last one's direction. */
function orderColumns(index: DocumentIndex): readonly { readonly column: string; readonly direction: Direction }[] {
  const order = index.shape.order ?? [];
  return [
    ...order.map(({ field, direction }) => ({ column: quoted(indexColumn.order(field)), direction })),
    { column: 'id', direction: order.at(-1)?.direction ?? 'asc' },
  ];
}

function conditions(index: DocumentIndex, query: Asked, inValue: Scalar | undefined): SqlQuery {
  const { shape } = index;
  const terms: string[] = ['TRUE'];
  const values: SortKey[] = [];
  const add = (term: string, ...bound: readonly SortKey[]) => {
    terms.push(term);
    values.push(...bound);
  };
  if (shape.arrayContains !== undefined && query.arrayContains !== undefined) {
    add(`${quoted(indexColumn.arrayContains(shape.arrayContains))} = ?`, sortKey(query.arrayContains));
  }
  for (const [field, value] of Object.entries(query.equal ?? {}).sort()) {
    add(`${quoted(indexColumn.equal(field))} = ?`, sortKey(value));
  }
  if (shape.in !== undefined && inValue !== undefined) add(`${quoted(indexColumn.in(shape.in))} = ?`, sortKey(inValue));

  const columns = orderColumns(index);
  const first = columns[0]?.column ?? 'id';
  const { min, minExclusive, max } = query.range ?? {};
  const sample = min ?? minExclusive ?? max;
  if (sample !== undefined) {
    const ofType = typeBounds(sample);
    if (minExclusive !== undefined) add(`${first} > ?`, sortKey(minExclusive));
    else add(`${first} >= ?`, min === undefined ? ofType.min : sortKey(min));
    if (max !== undefined) add(`${first} <= ?`, sortKey(max));
    else if (ofType.below !== undefined) add(`${first} < ?`, ofType.below);
  }
  if (query.after) {
    const cursor = behind(columns, query.after.map(sortKey));
    add(cursor.sql, ...cursor.values);
  }
  return { sql: terms.join(' AND '), values };
}

/** Rows behind the cursor. A row comparison lets SQLite start there; it exists for one direction only. */
function behind(columns: ReturnType<typeof orderColumns>, cursor: readonly SortKey[]): SqlQuery {
  const [head, ...rest] = columns;
  const [value, ...restValues] = cursor;
  if (!head || value === undefined) return { sql: 'FALSE', values: [] };
  const sign = head.direction === 'asc' ? '>' : '<';
  if (columns.every(({ direction }) => direction === head.direction)) {
    const names = columns.map(({ column }) => column).join(', ');
    return { sql: `(${names}) ${sign} (${columns.map(() => '?').join(', ')})`, values: cursor };
  }
  const tail = behind(rest, restValues);
  return {
    sql: `(${head.column} ${sign}= ? AND (${head.column} ${sign} ? OR ${tail.sql}))`,
    values: [value, value, ...tail.values],
  };
}
