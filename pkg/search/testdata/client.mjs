// Runs templates/search.js on index files in a folder. Arguments: the script,
// the folder. Standard input: JSON, a list of tasks; standard output: JSON, the
// list of their results.
//
//	{tokens: text}             its words, folded
//	{find: query, pick, only}  numbers of the best documents, counts, and what a
//	                           client that knows nothing yet had to fetch
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';

const [script, folder] = process.argv.slice(2);
let bytes = 0, files = 0;
globalThis.self = globalThis;
globalThis.fetch = async url => {
  let content;
  try {
    content = readFileSync(join(folder, url.split('?')[0]));
  } catch {
    return new Response('', { status: 404 });
  }
  bytes += content.length;
  files++;
  return new Response(content);
};
runInThisContext(readFileSync(script, 'utf8'));
const { open, fold, tokens } = globalThis.rcagenSearch;

const perform = async task => {
  if (task.tokens !== undefined) return tokens(fold(task.tokens)).map(t => t[0]);
  bytes = files = 0;
  const index = open(''), start = performance.now();
  const r = await index.find(task.find, task.pick ?? {}, task.only);
  const docs = r.docs.slice(0, 10);
  const cards = await Promise.all(docs.map(d => index.row('d', d)));
  const result = { docs, total: r.docs.length, every: r.every, fixed: r.fixed, unread: !!r.unread, words: [...r.words], addresses: cards.map(c => c[0]), ms: performance.now() - start, bytes, files };
  bytes = 0;
  await Promise.all(docs.map(d => index.row('x', d)));
  result.excerpts = bytes;
  if (task.counts) result.counts = await r.counts(task.counts);
  if (task.repair) {
    await index.repair(task.repair);
    const again = performance.now();
    for (let i = 0; i < 20; i++) await index.repair(task.repair);
    result.repair = (performance.now() - again) / 20;
  }
  return result;
};

const results = [];
for (const task of JSON.parse(readFileSync(0, 'utf8'))) results.push(await perform(task));
process.stdout.write(JSON.stringify(results));
