'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { program, project } = require('./help');
const { whatIsWrong } = require('../lib/program');

test('nothing is wrong with rcagen', async () => {
  assert.equal(await whatIsWrong(program()), undefined);
});

test('a program that is not there', async () => {
  assert.match(await whatIsWrong('rcagen-is-not-here'), /“rcagen-is-not-here” was not found\. Install rcagen .* or set rcagen\.path/);
});

test('a file that may not be run', { skip: process.platform === 'win32' }, async (t) => {
  const file = path.join(project(t, { rcagen: '' }), 'rcagen');
  assert.match(await whatIsWrong(file), /may not be run/);
});

test('another program, or an rcagen without a language server', { skip: process.platform === 'win32' }, async (t) => {
  const file = path.join(project(t, { rcagen: '#!/bin/sh\necho unknown command >&2\nexit 2\n' }), 'rcagen');
  fs.chmodSync(file, 0o755);
  assert.match(await whatIsWrong(file), /has no language server: .* Update rcagen/);
});
