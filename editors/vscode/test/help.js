'use strict';

const { execFileSync, spawnSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const extension = path.join(__dirname, '..');
const repository = path.join(extension, '..', '..');

let built;

/** The program: the one that RCAGEN names, else one that is built for the run. */
function program() {
  if (process.env.RCAGEN) return process.env.RCAGEN;
  if (!built) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'rcagen-'));
    process.on('exit', () => fs.rmSync(folder, { recursive: true }));
    built = path.join(folder, process.platform === 'win32' ? 'rcagen.exe' : 'rcagen');
    execFileSync('go', ['build', '-o', built, './cmd/rcagen'], { cwd: repository });
  }
  return built;
}

/**
 * Runs rcagen and returns what it writes, as JSON.
 * @param {string[]} args
 */
function ask(...args) {
  const { status, stdout, stderr } = spawnSync(program(), args, { encoding: 'utf8' });
  if (status !== 0 && status !== 1) throw new Error(`rcagen ${args.join(' ')}: status ${status}\n${stderr}`);
  return JSON.parse(stdout);
}

/**
 * Makes a project that is removed after the test.
 * @param {{after: (f: () => void) => void}} t
 * @param {Record<string, string>} files by path
 */
function project(t, files) {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'rcagen-')));
  t.after(() => fs.rmSync(folder, { recursive: true, maxRetries: 5 }));
  for (const [name, text] of Object.entries({ 'rcagen.yaml': 'title: Incidents\n', ...files })) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

module.exports = { ask, extension, program, project };
