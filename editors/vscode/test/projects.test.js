'use strict';

const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('node:test');
const { project } = require('./help');
const { isDocument, rootOf } = require('../lib/projects');

test('the root of a file is the nearest folder with a rcagen.yaml', (t) => {
  const folder = project(t, { 'content/a/b.md': '', 'nested/rcagen.yaml': '', 'nested/content/c.md': '' });
  assert.equal(rootOf(path.join(folder, 'content/a/b.md')), folder);
  assert.equal(rootOf(path.join(folder, 'rcagen.yaml')), folder);
  assert.equal(rootOf(path.join(folder, 'nested/content/c.md')), path.join(folder, 'nested'));
  assert.equal(rootOf(path.join(path.dirname(folder), 'elsewhere.md')), undefined);
});

test('documents are Markdown and the configuration', () => {
  assert.deepEqual(['/p/a.md', '/p/B.MD', '/p/a.markdown', '/p/a.mdx', '/p/rcagen.yaml', '/p/other.yaml', '/p/md'].filter(isDocument),
    ['/p/a.md', '/p/B.MD', '/p/a.markdown', '/p/a.mdx', '/p/rcagen.yaml']);
});
