'use strict';

const { Uri, commands, window, workspace } = require('vscode');
const { LanguageClient, RevealOutputChannelOn } = require('vscode-languageclient/node');
const { CONFIGURATION, isDocument, rootOf } = require('./projects');
const { FOLDER, whatIsWrong } = require('./program');

/**
 * The language server: one process for all projects. It runs from the first
 * document of a project on, and is told of no document outside of one.
 */
class Server {
  /** @param {import('vscode').LogOutputChannel} output */
  constructor(output) {
    this.output = output;
    /** Folders of the projects that have been seen. @type {Set<string>} */
    this.roots = new Set();
    /** @type {LanguageClient | undefined} */
    this.client = undefined;
    /** Starts and stops, one after the other. */
    this.turn = Promise.resolve();
    /** The program that something was wrong with, and that has been said. */
    this.refused = undefined;
  }

  /** The program that the user's settings name. */
  get program() {
    return workspace.getConfiguration('rcagen').get('path') || 'rcagen';
  }

  /**
   * Makes the projects of some files known to the server.
   * @param {string[]} files absolute paths
   */
  async know(files) {
    const before = this.roots.size;
    for (const file of files.filter(isDocument)) {
      const root = rootOf(file);
      if (root) this.roots.add(root);
    }
    if (this.roots.size > before) await this.restart();
  }

  /** Starts the server anew, where there is a project for it. */
  restart() {
    this.turn = this.turn.then(async () => {
      await this.#stop();
      if (this.roots.size) await this.#start();
    }).catch((error) => this.output.error(`The language server cannot be started. ${error.message}`));
    return this.turn;
  }

  /** As the user asks for it: a program that was wrong may be right by now. */
  restartByHand() {
    this.refused = undefined;
    return this.restart();
  }

  stop() {
    this.turn = this.turn.then(() => this.#stop());
    return this.turn;
  }

  /**
   * The address of a document's page from the site's root ("" is the home
   * page), or null when it has none.
   * @param {Uri} uri
   * @returns {Promise<string | null>}
   */
  async address(uri) {
    await this.turn;
    if (!this.client) throw new Error('The language server is not running.');
    return this.client.sendRequest('workspace/executeCommand', { command: 'rcagen.address', arguments: [uri.toString()] });
  }

  async #start() {
    const program = this.program;
    if (this.refused === program) return;
    const wrong = await whatIsWrong(program);
    if (wrong) {
      this.refused = program;
      void this.#say(wrong);
      return;
    }
    this.client = new LanguageClient('rcagen', 'rcagen', serverOptions(program), clientOptions([...this.roots], this.output));
    await this.client.start();
  }

  async #stop() {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) await client.stop();
    await client?.dispose();
  }

  /** @param {string} wrong */
  async #say(wrong) {
    const settings = 'Open Settings';
    if (await window.showErrorMessage(wrong, settings) === settings) {
      await commands.executeCommand('workbench.action.openSettings', 'rcagen.path');
    }
  }
}

/** @param {string} program */
function serverOptions(program) {
  return { command: program, args: ['lsp'], options: { cwd: FOLDER } };
}

/**
 * A server that crashes is started again, by the language client's rule: until it
 * has crashed five times within three minutes.
 * @param {string[]} roots folders of projects
 * @param {import('vscode').LogOutputChannel} outputChannel
 */
function clientOptions(roots, outputChannel) {
  return {
    documentSelector: roots.flatMap((root) => {
      const baseUri = Uri.file(root).toString();
      return ['**/*.{md,markdown,mdx}', CONFIGURATION].map((pattern) => ({ scheme: 'file', pattern: { baseUri, pattern } }));
    }),
    initializationOptions: { commands: ['rcagen.select'] },
    outputChannel,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
  };
}

module.exports = { Server, clientOptions, serverOptions };
