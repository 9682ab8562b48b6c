'use strict';

// The preview in VS Code's integrated browser. Only desktop versions have it, and
// none can be had here: what is asked of it is held against its source
// (browserTabManagementFeatures.ts of microsoft/vscode), with a stand-in for VS Code.

const assert = require('node:assert/strict');
const Module = require('node:module');
const path = require('node:path');
const { test } = require('node:test');
const { program, project } = require('./help');

class TabInputText {}

/** A VS Code that shows one editor, and the browser when it is asked for. */
class Desktop {
  asked = [];
  errors = [];
  TabInputText = TabInputText;
  Uri = { parse: (text) => ({ ...parts(text), toString: () => text }) };
  commands = {
    getCommands: async () => ['workbench.action.browser.open'],
    executeCommand: async (_, options) => {
      this.asked.push(options);
      this.window.tabGroups.activeTabGroup.activeTab = this.browser;
    },
  };
  env = { asExternalUri: async (uri) => uri };
  browser = { input: undefined };
  window = {
    activeTextEditor: undefined,
    tabGroups: { activeTabGroup: { activeTab: { input: new TabInputText() } } },
    showTextDocument: async (document) => { this.focused = document; },
    showErrorMessage: async (message) => { this.errors.push(message); },
    showInformationMessage: async (message) => { this.errors.push(message); },
  };

  /** Makes a file the one of the active editor. */
  edit(file) {
    this.window.activeTextEditor = { document: { uri: { scheme: 'file', fsPath: file } }, viewColumn: 1 };
    return this.window.activeTextEditor;
  }
}

function parts(text) {
  const { protocol, host } = new URL(text);
  return { scheme: protocol.slice(0, -1), authority: host };
}

/** The previews of a desktop. The address of a document is its name. */
function previews(t, desktop, name = program()) {
  const load = Module._load;
  Module._load = function (request, ...rest) {
    return request === 'vscode' ? desktop : load.call(this, request, ...rest);
  };
  t.after(() => { Module._load = load; });
  const file = require.resolve('../lib/previews');
  delete require.cache[file];
  const server = { program: name, address: async (uri) => (uri.fsPath.endsWith('.md') ? `${path.basename(uri.fsPath, '.md')}/` : null) };
  const shown = new (require(file).Previews)(server, { info() {} });
  t.after(() => shown.dispose());
  return shown;
}

test('the preview opens beside the text, follows the editor, and stays closed', async (t) => {
  const folder = project(t, { 'content/a.md': '# A\n', 'content/b.md': '# B\n' });
  const desktop = new Desktop();
  const shown = previews(t, desktop);
  const [a, b] = ['a', 'b'].map((name) => path.join(folder, 'content', `${name}.md`));

  await shown.follow(desktop.edit(a));
  assert.deepEqual(desktop.asked, [], 'nothing was asked for yet');

  const editor = desktop.edit(a);
  await shown.open();
  assert.deepEqual(desktop.errors, []);
  const [{ url, openToSide, reuseUrlFilter }] = desktop.asked;
  assert.match(url, /^http:\/\/localhost:\d+\/a\/$/);
  assert.equal(openToSide, true);
  assert.equal(reuseUrlFilter, url.replace('a/', '**'));
  assert.equal(desktop.focused, editor.document);

  await shown.follow(desktop.edit(a));
  assert.equal(desktop.asked.length, 1, 'the page is there already');
  await shown.follow(desktop.edit(b));
  assert.equal(desktop.asked[1].url, url.replace('a/', 'b/'));
  await shown.follow(desktop.edit(path.join(folder, 'rcagen.yaml')));
  assert.equal(desktop.asked.length, 2, 'the configuration has no page');

  shown.closed([desktop.browser]);
  await shown.follow(desktop.edit(a));
  assert.equal(desktop.asked.length, 2, 'the preview was closed');

  assert.equal((await fetch(url)).status, 200);
  shown.dispose();
  await assert.rejects(async () => { for (;;) await fetch(url); });
});

test('a preview that cannot begin says why', async (t) => {
  const folder = project(t, { 'rcagen.yaml': 'titel: Incidents\n', 'content/a.md': '# A\n' });
  const desktop = new Desktop();
  const shown = previews(t, desktop);
  desktop.edit(path.join(folder, 'content', 'a.md'));
  await shown.open();
  assert.equal(desktop.errors.length, 1);
  assert.match(desktop.errors[0], /^The preview cannot be shown\. .*titel/s);
  desktop.errors.length = 0;
  await shown.open(); // again, as the next try may go better
  assert.equal(desktop.errors.length, 1);
});

test('a program that is not there', async (t) => {
  const desktop = new Desktop();
  desktop.edit(path.join(project(t, {}), 'a.md'));
  await previews(t, desktop, 'rcagen-is-not-here').open();
  assert.match(desktop.errors[0], /ENOENT/);
});
