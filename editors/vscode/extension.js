'use strict';

const { Range, Selection, Uri, commands, window, workspace } = require('vscode');
const { CONFIGURATION, isDocument, rootOf } = require('./lib/projects');
const { Previews } = require('./lib/previews');
const { Server } = require('./lib/server');

/** @type {Server | undefined} */
let server;
/** @type {Previews | undefined} */
let previews;

/** @param {import('vscode').ExtensionContext} context */
async function activate(context) {
  const output = window.createOutputChannel('rcagen', { log: true });
  server = new Server(output);
  previews = new Previews(server, output);
  const configurations = workspace.createFileSystemWatcher(`**/${CONFIGURATION}`, false, true, true);
  context.subscriptions.push(
    output,
    previews,
    configurations,
    configurations.onDidCreate((uri) => know([uri])),
    workspace.onDidOpenTextDocument((document) => know([document.uri])),
    workspace.onDidChangeConfiguration((change) => change.affectsConfiguration('rcagen.path') && server.restartByHand()),
    window.onDidChangeActiveTextEditor((editor) => Promise.all([mark(editor), previews.follow(editor)])),
    window.tabGroups.onDidChangeTabs((change) => previews.closed(change.closed)),
    commands.registerCommand('rcagen.select', select),
    commands.registerCommand('rcagen.openPreviewToSide', () => previews.open()),
    commands.registerCommand('rcagen.restartServer', () => server.restartByHand()),
  );
  const configured = await workspace.findFiles(`**/${CONFIGURATION}`, '**/node_modules/**');
  await know([...configured, ...workspace.textDocuments.map((document) => document.uri)]);
}

/** @param {Uri[]} uris of files that may belong to a project */
async function know(uris) {
  await server.know(uris.filter((uri) => uri.scheme === 'file').map((uri) => uri.fsPath));
  await mark(window.activeTextEditor);
}

/**
 * Tells VS Code whether the editor shows a document of a project: the button for
 * the preview stands there only.
 * @param {import('vscode').TextEditor | undefined} editor
 */
function mark(editor) {
  const uri = editor?.document.uri;
  const ours = uri?.scheme === 'file' && isDocument(uri.fsPath) && rootOf(uri.fsPath) !== undefined;
  return commands.executeCommand('setContext', 'rcagen.document', ours);
}

/**
 * Selects a range of a document. The server adds this to code actions that leave
 * something to be written over.
 * @param {string} uri
 * @param {{start: {line: number, character: number}, end: {line: number, character: number}}} range as in LSP
 */
async function select(uri, { start, end }) {
  const editor = await window.showTextDocument(await workspace.openTextDocument(Uri.parse(uri)));
  editor.selection = new Selection(start.line, start.character, end.line, end.character);
  editor.revealRange(new Range(editor.selection.start, editor.selection.end));
}

function deactivate() {
  previews?.dispose();
  return server?.stop();
}

module.exports = { activate, deactivate };
