import type { Options } from 'css-select';
import { elementText } from './element-text.ts';
import type { PageElement } from './page-tree.ts';

type Node = PageElement | string;

/** Lets css-select walk a page tree. */
export const pageTreeAdapter: NonNullable<Options<Node, PageElement>['adapter']> = {
  isTag: (node): node is PageElement => typeof node !== 'string',
  getAttributeValue: (element, name) => element.attributes[name],
  getChildren: (node) => (typeof node === 'string' ? [] : node.children),
  getName: (element) => element.tag,
  getParent: (element) => (element.parent?.tag === '' ? null : element.parent),
  getSiblings: (node) => (typeof node === 'string' || node.parent === null ? [node] : node.parent.children),
  getText: (node) => (typeof node === 'string' ? node : elementText(node)),
  hasAttrib: (element, name) => name in element.attributes,
  removeSubsets: (nodes) => nodes.filter((node) => !nodes.some((other) => other !== node && contains(other, node))),
};

function contains(ancestor: Node, node: Node): boolean {
  if (typeof node === 'string') return false;
  for (let element = node.parent; element !== null; element = element.parent) if (element === ancestor) return true;
  return false;
}
