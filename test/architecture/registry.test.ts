import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../infra/local/schedule.ts';
import { importsOf, root, sourceFiles } from '../../infra/toolchain/source-files.ts';
import { allCollections } from '../../shared/documents/all-collections.ts';
import type { Topic } from '../../shared/messages/topic.ts';
import { builtInRetailers } from '../../shared/retailers/built-in.ts';
import { type FunctionDefinition, functionNames, functions, routes, topics } from '../../shared/topology.ts';

const definitions: readonly (readonly [string, FunctionDefinition])[] = Object.entries(functions);
const namesOf = (list: readonly Topic[]) => list.map(({ name }) => name);
const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .sort();

describe('the registry', () => {
  it('names exactly the folders of functions/', () => {
    const folders = readdirSync(join(root, 'functions'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(folders.map(({ name }) => name).sort()).toEqual([...functionNames].sort());
  });

  it('gives every function an entry, its wiring and nothing that another file of that name does not have', () => {
    for (const name of functionNames) {
      const files = readdirSync(join(root, 'functions', name));
      expect(files, name).toEqual(expect.arrayContaining(['index.ts', 'wire.ts']));
    }
  });

  it('lists every topic of shared/messages, each with somebody who takes it and something that publishes it', () => {
    const declared = filesIn('shared/messages', '.ts').filter((name) => name !== 'topic');
    expect(namesOf(topics).sort()).toEqual(declared);
    const taken = definitions.flatMap(([, each]) => (each.trigger === 'message' ? namesOf(each.topics) : []));
    expect([...new Set(taken)].sort()).toEqual(declared);
    const scheduled = readSchedule(join(root, 'scheduler.yaml')).map(({ topic }) => topic);
    const published = definitions.flatMap(([name, each]) => (name === 'admin' ? [] : namesOf(each.publishes)));
    expect([...new Set([...published, ...scheduled])].sort()).toEqual(declared);
  });

  it('allows a function to publish what its code publishes, no more and no less', () => {
    for (const [name, definition] of definitions) {
      if (name === 'admin') continue; // Replays whatever topic a dead letter came from.
      const texts = sourceFiles(`functions/${name}`).map((file) => readFileSync(join(root, file), 'utf8'));
      const isPublished = (topic: Topic) => {
        const constant = topic.name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
        return texts.some((text) => new RegExp(`publish\\w*['\\])]*\\(\\s*[^,;]*\\b${constant}\\b`).test(text));
      };
      expect(
        topics.filter(isPublished).map((topic) => topic.name),
        name,
      ).toEqual(
        topics
          .filter((topic) => definition.publishes.some((each) => each.name === topic.name))
          .map((topic) => topic.name),
      );
    }
  });

  it('lets scraping functions reach no personal data', () => {
    for (const name of ['plan-scrapes', 'scrape-retailer', 'detect-anomaly'] as const) {
      expect(functions[name].databases).toEqual(['catalogue']);
    }
  });

  it('lets the function that runs strangers’ scripts read nothing and publish pages alone', () => {
    const { databases, secrets, publishes } = functions['scrape-retailer-browser'];
    expect({ databases, secrets, publishes: namesOf(publishes) }).toEqual({
      databases: [],
      secrets: [],
      publishes: ['page-rendered'],
    });
  });

  it('routes only to HTTP functions', () => {
    for (const { functionName } of routes) expect(functions[functionName].trigger).toBe('http');
  });

  it('knows every collection and every retailer file', () => {
    const helpers = ['all-collections', 'collection', 'fields'];
    const collectionFiles = filesIn('shared/documents', '.ts').filter((name) => !helpers.includes(name));
    const imported = importsOf('shared/documents/all-collections.ts', { types: false }).map(({ target }) => target);
    expect(imported.sort()).toEqual(collectionFiles.map((name) => `shared/documents/${name}.ts`).sort());
    expect(new Set(allCollections.map(({ name }) => name)).size).toBe(collectionFiles.length);
    expect(builtInRetailers.map(({ id }) => id).sort()).toEqual(filesIn('shared/retailers', '.json'));
  });
});

describe('functions/README.md', () => {
  it('has one row for each function, saying what the registry says', () => {
    const rows = readFileSync(join(root, 'functions/README.md'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.replace(/ +/g, ' '));
    const expected = definitions.map(([name, each]) => {
      const trigger = each.trigger === 'http' ? 'HTTP' : namesOf(each.topics).join(', ');
      return `| \`${name}\` | ${trigger} | ${each.purpose} | ${name === 'admin' ? 'any' : namesOf(each.publishes).join(', ') || 'nothing'} |`;
    });
    expect(rows).toEqual(expected);
  });
});
