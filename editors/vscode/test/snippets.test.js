'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { ask, extension, project } = require('./help');

const snippets = JSON.parse(fs.readFileSync(path.join(extension, 'snippets', 'rca.json'), 'utf8'));

const DAY = '2023-12-12';
const [CURRENT_YEAR, CURRENT_MONTH, CURRENT_DATE] = DAY.split('-');
const variables = { CURRENT_YEAR, CURRENT_MONTH, CURRENT_DATE };

/**
 * What VS Code inserts when every placeholder is left as it is.
 * @param {string} name
 */
function expand(name) {
  let text = [snippets[name].body].flat().join('\n');
  text = text.replace(/\$\{([A-Z_]+)\}/g, (_, variable) => variables[variable] ?? assert.fail(variable));
  const said = {};
  for (let before; before !== text;) { // from the innermost placeholder outwards
    before = text;
    text = text.replace(/\$\{(\d+)(?::([^${}]*)|\|([^|]*)\|)\}/g, (_, stop, value, choices) => {
      said[stop] = value ?? choices.split(',')[0];
      return said[stop];
    });
  }
  return text.replace(/\$\{(\d+)\}/g, (_, stop) => said[stop] ?? assert.fail(stop)).replace(/\$0/, '');
}

const FRONT_MATTER = `---
id: 2023-12-12-service
title: Search fails in West Europe
sidebar_label: Search, West Europe
started: 2023-12-12T09:10:00Z
---
`;

const BODY = `
## Impact summary

Between 09:10 UTC and 09:50 UTC, every third search of customers in West Europe failed. Nothing was lost, and
searches that were repeated later gave the right results.

## Timeline

- 2023-12-12 09:10 UTC: The first search fails
TIME
## RCA

A deploy opened a connection to the database for each query instead of taking one from the pool. After twenty
minutes the database refused new connections.

## Next steps

- [ ] Pool connections (@search, due 2023-12-20, DB-12)
ACTION`;

/** A sound RCA with snippets in their places. */
function document({ frontMatter = FRONT_MATTER, time = '', action = '' }) {
  return frontMatter + BODY.replace('TIME', time && time + '\n').replace('ACTION', action && action + '\n');
}

/** What is found in a document, and what rcagen reads in it. */
function read(t, text) {
  const folder = project(t, { 'content/2023-12-12-service.md': text });
  const found = ask('check', '--format', 'json', '--as-of', DAY, folder).diagnostics.map((d) => d.rule);
  const [said] = ask('facts', '--format', 'json', folder);
  return { found, said };
}

/** The values of a fact that is stated in front matter. */
function fact(said, name) {
  const stated = said.facts.find((f) => f.name === name && f.stated) ?? assert.fail(`no ${name}`);
  return stated.values.join();
}

/** The last of some entries, without its place in the file. */
function last(entries, ...keys) {
  return keys.map((key) => [entries.at(-1)[key]].flat().join());
}

test('a whole RCA', (t) => {
  const text = expand('RCA');
  assert.match(text, /^draft: true$/m); // until it is written
  const { found, said } = read(t, text.replace('draft: true\n', ''));
  assert.deepEqual(found, ['meaning/impact-incomplete', 'section/too-short', 'section/too-short']); // as nothing is written yet
  assert.equal(fact(said, 'severity'), 'critical');
  assert.equal(fact(said, 'services'), 'Service');
  assert.equal(fact(said, 'started'), '2023-12-12T09:10:00Z');
  assert.deepEqual(said.timeline.map((e) => [e.time, e.text]),
    [['2023-12-12T09:10:00Z', 'The first sign'], ['2023-12-12T09:50:00Z', 'What ended it']]);
  assert.deepEqual(last(said.actions, 'text', 'state', 'owners', 'due', 'tickets'), ['What changes', 'open', 'owner', DAY, 'ABC-123']);
});

test('front matter', (t) => {
  const { found, said } = read(t, document({ frontMatter: expand('RCA front matter') }));
  assert.deepEqual(found, []);
  assert.equal(said.title, 'What customers saw, and where');
  assert.equal(fact(said, 'started'), '2023-12-12T09:10:00Z');
  assert.equal(fact(said, 'resolved'), '2023-12-12T09:50:00Z');
});

test('an entry of the timeline', (t) => {
  const { found, said } = read(t, document({ time: expand('Timeline entry') }));
  assert.deepEqual(found, []);
  assert.deepEqual(last(said.timeline, 'time', 'text'), ['2023-12-12T09:10:00Z', 'What happened']);
});

test('an action', (t) => {
  const { found, said } = read(t, document({ action: expand('Action') }));
  assert.deepEqual(found, []);
  assert.deepEqual(last(said.actions, 'text', 'state', 'owners', 'due', 'tickets'), ['What changes', 'open', 'owner', DAY, 'ABC-123']);
});

test('every snippet is tried here', () => {
  assert.deepEqual(Object.keys(snippets), ['RCA', 'RCA front matter', 'Timeline entry', 'Action']);
});
