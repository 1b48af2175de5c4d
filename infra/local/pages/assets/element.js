/**
 * Makes an element. Texts become text nodes, so nothing a shop wrote can become markup.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Readonly<Record<string, string>>} attributes
 * @param {...(Node | string | false | undefined)} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== false && child !== undefined));
  return made;
}

/**
 * The element with this id, which the page's own HTML contains.
 * @param {string} id
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (found === null) {
    throw new Error(`the page has no #${id}`);
  }
  return found;
}

/**
 * A link to a shop's page, opened beside ours. Anything but http and https becomes plain text.
 * @param {string} url
 * @param {string} text
 */
export function shopLink(url, text) {
  return /^https?:\/\//i.test(url)
    ? element('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, text)
    : element('span', {}, text);
}

/**
 * Shows `items` in `list`: elements of unchanged items stay as they are (focus, open details), others are made anew.
 * @template Item
 * @param {HTMLElement} list
 * @param {readonly Item[]} items
 * @param {(item: Item) => string} keyOf
 * @param {(item: Item) => HTMLElement} make
 */
export function showList(list, items, keyOf, make) {
  const known = new Map([...list.children].map((child) => [child.getAttribute('data-key'), child]));
  const shown = items.map((item) => {
    const key = `${keyOf(item)} ${JSON.stringify(item)}`;
    const before = known.get(key);
    if (before !== undefined) {
      return before;
    }
    const made = make(item);
    made.setAttribute('data-key', key);
    return made;
  });
  for (const child of [...list.children]) {
    if (!shown.includes(child)) {
      child.remove();
    }
  }
  // Only what is out of place is moved: moving an element would take the focus from it.
  for (const [index, child] of shown.entries()) {
    if (list.children[index] !== child) {
      list.insertBefore(child, list.children[index] ?? null);
    }
  }
  list.setAttribute('aria-busy', 'false');
}
