'use strict';

const { execFile } = require('node:child_process');
const os = require('node:os');

/**
 * The folder that rcagen is started in. It is not the project's: Windows looks
 * for a program in the current folder before it looks on the path.
 */
const FOLDER = os.homedir();

/**
 * What is wrong with a program, in words for the person at the keyboard, or
 * undefined when it is an rcagen with a language server.
 * @param {string} program name or path
 * @returns {Promise<string | undefined>}
 */
function whatIsWrong(program) {
  return new Promise((resolve) => {
    execFile(program, ['lsp', '--help'], { cwd: FOLDER, timeout: 10_000 }, (error) => {
      if (!error) return resolve(undefined);
      if (error.code === 'ENOENT') {
        return resolve(`The program “${program}” was not found. Install rcagen ` +
          '(go install github.com/rcagen/rcagen/cmd/rcagen@latest), or set rcagen.path to where it is.');
      }
      if (error.code === 'EACCES') return resolve(`“${program}” may not be run. Set rcagen.path to the program rcagen.`);
      resolve(`“${program}” has no language server: “${program} lsp --help” failed. ` +
        'Update rcagen (go install github.com/rcagen/rcagen/cmd/rcagen@latest), or set rcagen.path to a newer one.');
    });
  });
}

module.exports = { FOLDER, whatIsWrong };
