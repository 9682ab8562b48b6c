'use strict';

const fs = require('node:fs');
const path = require('node:path');

/** The file that makes a folder a project. */
const CONFIGURATION = 'rcagen.yaml';

const TEXT = /\.(md|markdown|mdx)$/i;

/**
 * Whether a file is one that rcagen reads in a project.
 * @param {string} file
 */
function isDocument(file) {
  return TEXT.test(file) || path.basename(file) === CONFIGURATION;
}

/**
 * The nearest folder above a file that has a rcagen.yaml, or undefined.
 * @param {string} file absolute path
 */
function rootOf(file) {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (fs.existsSync(path.join(folder, CONFIGURATION))) return folder;
    if (folder === path.dirname(folder)) return undefined;
  }
}

module.exports = { CONFIGURATION, isDocument, rootOf };
