interface Rule {
  readonly allow: boolean;
  /** Length of the pattern, which decides between rules that match. */
  readonly length: number;
  /** The pattern between its `*`, percent-encoding normalised; at least one part. */
  readonly parts: readonly string[];
  /** The pattern ended with `$`: the path has to end there too. */
  readonly anchored: boolean;
}

/** The rules of one robots.txt that concern one agent, the longest pattern first. */
export type RobotsRules = readonly Rule[];

/** What a file that is missing, empty or silent about us says. */
export const everythingAllowed: RobotsRules = [];

/** More of the file than this is not read (RFC 9309 section 2.5 asks for at least so much). */
export const robotsLimitBytes = 500 * 1_024;

interface Group {
  readonly agents: string[];
  readonly rules: Rule[];
}

/**
 * The rules of a robots.txt for one agent, as RFC 9309 reads it: groups naming the agent (case ignored) are joined;
 * where none does, those for `*`; lines that cannot be read are passed over.
 * @param agent the product token, e.g. `PriceHawk`
 */
export function parseRobots(text: string, agent: string): RobotsRules {
  const groups = readGroups(text);
  const own = groups.filter((group) => group.agents.includes(agent.toLowerCase()));
  const chosen = own.length > 0 ? own : groups.filter((group) => group.agents.includes('*'));
  return chosen.flatMap((group) => group.rules).sort(byPrecedence);
}

/** The longest match decides; of two equally long ones the allowing one (RFC 9309 section 2.2.2). */
function byPrecedence(a: Rule, b: Rule): number {
  return b.length - a.length || Number(b.allow) - Number(a.allow);
}

function readGroups(text: string): Group[] {
  const groups: Group[] = [];
  let group: Group | undefined;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const match = /^\uFEFF?\s*([a-z-]+)\s*:\s*([^#]*)/i.exec(line);
    const key = match?.[1]?.toLowerCase();
    const value = match?.[2]?.trim() ?? '';
    if (key === 'user-agent') {
      if (group === undefined || group.rules.length > 0) {
        group = { agents: [], rules: [] };
        groups.push(group);
      }
      group.agents.push(productToken(value));
    } else if ((key === 'allow' || key === 'disallow') && group !== undefined) {
      // `Disallow:` without a path allows everything, after all other rules of its group.
      group.rules.push(readRule(key === 'allow' || value === '', normalised(value)));
    }
  }
  return groups;
}

function readRule(allow: boolean, pattern: string): Rule {
  const anchored = pattern.endsWith('$');
  const parts = (anchored ? pattern.slice(0, -1) : pattern).split('*');
  return { allow, length: pattern.length, parts, anchored };
}

/** Files name agents with versions and comments; only the leading token counts. */
function productToken(value: string): string {
  return /^(\*|[a-z_-]+)/i.exec(value)?.[0].toLowerCase() ?? '';
}

/** Whether the rules let the agent ask for a URL. */
export function isAllowed(rules: RobotsRules, url: URL): boolean {
  if (rules.length === 0 || url.pathname === '/robots.txt') return true;
  const path = normalised(url.pathname + url.search);
  return rules.find((rule) => matches(rule, path))?.allow ?? true;
}

const encodedOctet = /%[0-9a-f]{2}/gi;
const unreserved = /^[A-Za-z0-9\-._~]$/;
const needsEncoding = /[^\x21-\x7e]+/g;

/** One spelling for each path: unreserved characters plain, all others encoded in upper case (RFC 3986 section 6.2.2). */
function normalised(path: string): string {
  const encoded = path.replace(needsEncoding, (run) => encodeURIComponent(run.toWellFormed()));
  if (!encoded.includes('%')) return encoded;
  return encoded.replace(encodedOctet, (octet) => {
    const character = String.fromCharCode(Number.parseInt(octet.slice(1), 16));
    return unreserved.test(character) ? character : octet.toUpperCase();
  });
}

/** Whether a rule matches the beginning of a path. Each part is sought once, from the left: no backtracking. */
function matches({ parts, anchored }: Rule, path: string): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (!path.startsWith(first)) return false;
  if (last === undefined) return !anchored || path.length === first.length;
  let position = first.length;
  for (const part of others) {
    const found = path.indexOf(part, position);
    if (found < 0) return false;
    position = found + part.length;
  }
  if (anchored) return path.length - last.length >= position && path.endsWith(last);
  return path.includes(last, position);
}
