'use strict';

const assert = require('node:assert/strict');
const fs = require('node:fs');
const path = require('node:path');
const { test } = require('node:test');
const { extension } = require('./help');

const manifest = JSON.parse(fs.readFileSync(path.join(extension, 'package.json'), 'utf8'));
const lock = JSON.parse(fs.readFileSync(path.join(extension, 'package-lock.json'), 'utf8'));
const source = fs.readFileSync(path.join(extension, 'extension.js'), 'utf8');

test('each command that is offered exists', () => {
  const registered = [...source.matchAll(/registerCommand\('([^']+)'/g)].map((match) => match[1]);
  const offered = manifest.contributes.commands.map((command) => command.command);
  assert.deepEqual(registered.sort(), [...offered, 'rcagen.select'].sort()); // the server's, not the user's
});

test('a workspace cannot name the program, nor start it untrusted', () => {
  assert.deepEqual(Object.keys(manifest.contributes.configuration.properties), ['rcagen.path']);
  assert.equal(manifest.contributes.configuration.properties['rcagen.path'].scope, 'machine');
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, false);
});

test('VS Code is new enough for the language client', () => {
  const client = JSON.parse(fs.readFileSync(path.join(extension, 'node_modules/vscode-languageclient/package.json'), 'utf8'));
  assert.equal(manifest.engines.vscode, client.engines.vscode);
});

test('the lock names no registry', () => {
  assert.deepEqual(Object.values(lock.packages).filter((entry) => entry.resolved), []);
});

test('the licence is the project’s', () => {
  const [ours, theirs] = [extension, path.join(extension, '..', '..')].map((folder) => fs.readFileSync(path.join(folder, 'LICENSE'), 'utf8'));
  assert.equal(ours, theirs);
});
