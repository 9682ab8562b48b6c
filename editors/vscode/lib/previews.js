'use strict';

const { spawn } = require('node:child_process');
const { TabInputText, Uri, commands, env, window } = require('vscode');
const { rootOf } = require('./projects');
const { FOLDER } = require('./program');

/** VS Code's own browser. Desktop versions have it; it is no part of the API. */
const BROWSER = 'workbench.action.browser.open';

/**
 * The previews: one process of `rcagen serve` for each project, from the first
 * page that is asked for until the window closes.
 *
 * The preview refuses to be framed, as a page of another site could do that too,
 * so it cannot be shown in a webview. It is shown in VS Code's own browser,
 * beside the text, where it follows the active editor; where there is no such
 * browser, in the one of the system.
 */
class Previews {
  /**
   * @param {import('./server').Server} server
   * @param {import('vscode').LogOutputChannel} output
   */
  constructor(server, output) {
    this.server = server;
    this.output = output;
    /** By the project's folder. @type {Map<string, Serving>} */
    this.serving = new Map();
    /** The tab that follows the active editor. @type {import('vscode').Tab | undefined} */
    this.tab = undefined;
    /** The page in it. @type {string | undefined} */
    this.shown = undefined;
  }

  /** Shows the page of the active editor's document. */
  async open() {
    const editor = window.activeTextEditor;
    const root = editor && rootOf(editor.document.uri.fsPath);
    if (!root) return;
    try {
      const address = await this.server.address(editor.document.uri);
      if (address === null) {
        void window.showInformationMessage('This document has no page in the site.');
        return;
      }
      await this.#show(editor, await this.#serve(root), address);
    } catch (error) {
      void window.showErrorMessage(`The preview cannot be shown. ${error.message}`);
    }
  }

  /**
   * Shows the page of another document, where a preview beside the text is open.
   * @param {import('vscode').TextEditor | undefined} editor
   */
  async follow(editor) {
    if (!this.tab || editor?.document.uri.scheme !== 'file') return;
    const serving = this.serving.get(rootOf(editor.document.uri.fsPath) ?? '');
    if (!serving) return;
    const address = await this.server.address(editor.document.uri).catch(() => null);
    if (address === null || !this.tab || window.activeTextEditor !== editor) return;
    if (this.shown !== serving.url + address) await this.#show(editor, serving, address);
  }

  /** @param {readonly import('vscode').Tab[]} tabs that have been closed */
  closed(tabs) {
    if (this.tab && tabs.includes(this.tab)) this.tab = this.shown = undefined;
  }

  dispose() {
    for (const serving of this.serving.values()) serving.end();
    this.serving.clear();
  }

  /** @param {string} root */
  async #serve(root) {
    let serving = this.serving.get(root);
    if (!serving) {
      serving = new Serving(this.server.program, root, this.output, () => this.serving.delete(root));
      this.serving.set(root, serving);
    }
    await serving.ready;
    return serving;
  }

  /**
   * @param {import('vscode').TextEditor} editor
   * @param {Serving} serving
   * @param {string} address
   */
  async #show(editor, serving, address) {
    // In a remote window, the preview's port is another one on this side.
    const site = await env.asExternalUri(Uri.parse(serving.url));
    const page = Uri.parse(site.toString(true).replace(/\/?$/, '/') + address);
    if (!(await commands.getCommands(true)).includes(BROWSER)) {
      await env.openExternal(page);
      return;
    }
    this.shown = serving.url + address;
    await commands.executeCommand(BROWSER, {
      url: page.toString(true),
      openToSide: true,
      reuseUrlFilter: `${site.scheme}://${site.authority}/**`,
    });
    const tab = window.tabGroups.activeTabGroup.activeTab;
    this.tab = tab?.input instanceof TabInputText ? undefined : tab;
    await window.showTextDocument(editor.document, { viewColumn: editor.viewColumn }); // the browser took the focus
  }
}

/** A process of `rcagen serve`. */
class Serving {
  /**
   * @param {string} program
   * @param {string} root the project's folder
   * @param {import('vscode').LogOutputChannel} output
   * @param {() => void} ended called when the process is no more
   */
  constructor(program, root, output, ended) {
    /** The site's root, with a slash at its end. */
    this.url = '';
    this.process = spawn(program, ['serve', '--color', 'never', root], { cwd: FOLDER, stdio: ['ignore', 'pipe', 'pipe'] });
    /** Settled when the preview listens, or cannot. @type {Promise<void>} */
    this.ready = new Promise((resolve, reject) => {
      let said = '';
      const hear = (text) => {
        output.info(text.trimEnd());
        if (this.url) return;
        said += text;
        const address = /serving (http:\S+)/.exec(said);
        if (!address) return;
        this.url = address[1];
        resolve();
      };
      this.process.stdout.setEncoding('utf8').on('data', hear);
      this.process.stderr.setEncoding('utf8').on('data', hear);
      this.process.on('error', reject);
      this.process.on('close', () => reject(new Error(said.trim().split('\n')[0] || '“rcagen serve” ended at once.')));
    });
    this.process.on('error', ended).on('close', ended);
  }

  end() {
    this.process.kill();
  }
}

module.exports = { Previews };
