// Search over the files that pkg/search documents: rcagenSearch.open(address of their folder).
// A page with a search field may load this script when the field is first focused, and call
// open(…).meta(): the search page then has both at hand.
(() => {
const C = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Hangul}ー', L = '[\\p{L}\\p{N}\\p{M}]', N = `(?:(?![${C}])${L})+`;
const WORD = RegExp(`[${C}]+|${N}(?:[-_.]${N})*`, 'gu'), RUN = RegExp(L + '+', 'gu'), PAIRS = RegExp(`[${C}]`, 'u'), DIGIT = /\d/;
const fold = s => s.normalize('NFKD').replace(/[\u0300-\u036f\ufe00-\ufe0f\xad\u200b-\u200d]/g, '').toLowerCase().normalize('NFC').replace(/ς/g, 'σ');
const parts = w => w.split(/[-_.]/);
const tokens = s => { // [[word, where, length]]
  const out = [];
  for (let { 0: w, index: i } of s.matchAll(WORD)) {
    const c = [...w], add = (t, step) => { out.push([fold(t), i, t.length]); i += step; };
    if (PAIRS.test(w)) c.slice(0, c.length - 1 || 1).forEach((x, k) => add(x + (c[k + 1] ?? ''), x.length));
    else if (DIGIT.test(w)) add(w);
    else parts(w).forEach(p => add(p, p.length + 1));
  }
  return out;
};
// Two words are forms of one if only endings follow what they share.
const ending = (w, n) => (n > 3 ? /^(.?(ed|ing|er|or)s?|e?s|e|y|ies|ied|ly|d|r|(at)?ions?|ments?)?$/ : /^s?$/).test(w.slice(n));
const kin = (a, b) => {
  let n = 0;
  while (a[n] && a[n] === b[n]) n++;
  while (n > 2 && !(ending(a, n) && ending(b, n))) n--; // connect-ion, connect-ing
  return n > 2;
};
// Edits between words, a swap being one; 9 if there are more than max.
const distance = (a, b, max) => {
  let older, old = [...b, 0].map((_, j) => j);
  if (Math.abs(a.length - b.length) > max) return 9;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (a[i - 1] !== b[j - 1]));
      if (older && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], older[j - 2] + 1);
    }
    if (Math.min(...row) > max) return 9;
    older = old; old = row;
  }
  return old[b.length];
};
const flat = s => { const t = fold(s).match(RUN)?.join(' ') ?? ''; return PAIRS.test(t) ? t : ` ${t} `; };
const utf8 = new TextDecoder(), json = b => JSON.parse(utf8.decode(b));
const number = r => { let x = 0, s = 0, c; do { c = r.b[r.p++]; x |= (c & 127) << s; s += 7; } while (c > 127); return x; };
const open = base => {
  const files = {};
  let M;
  const get = (name, read) => files[name] ??= fetch(base + name + (M ? '?' + M.h : ''), { cache: M ? 'default' : 'no-cache' }).then(r => {
    if (!r.ok) throw r;
    return read ? new Response(r.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer().then(b => read(new Uint8Array(b))) : r.json();
  }).catch(e => { delete files[name]; throw e; });
  const meta = async () => { M = await get('meta.json'); if (M.v !== 1) throw M; };
  const row = async (kind, d) => (await get(`${kind}${d / M[kind] | 0}.bin`, json))[d % M[kind]];
  const table = name => get(name, b => { // [[word, documents, list]]
    const r = { b, p: 0 }, word = new Uint8Array(512), out = [];
    while (r.p < b.length) {
      const n = b[r.p++], m = b[r.p++];
      word.set(b.subarray(r.p, r.p += m), n);
      const df = number(r), size = number(r);
      out.push([utf8.decode(word.subarray(0, n + m)), df, b.subarray(r.p, r.p += size)]);
    }
    return out;
  });
  // Words of the index that stand for t: [[word, documents, list, weight]].
  const lookup = async (t, prefix) => {
    let n = 3;
    while (!ending(t, n)) n++;
    const T = M.terms, key = t.slice(0, n), at = k => T.findLastIndex(s => s <= k), low = at(key), own = at(t), digit = DIGIT.test(t);
    const near = [...T.keys()].filter(i => i === own || i >= low && (i < own || T[i].startsWith(key))).sort((a, b) => Math.abs(a - own) - Math.abs(b - own));
    return (await Promise.all(near.slice(0, 3).map(i => table(`t${i}.bin`)))).flat().map(e => {
      const x = e[0];
      return [...e, x === t ? 1 : DIGIT.test(x) !== digit ? 0 : !digit && kin(x, t) ? .9 : prefix && x.startsWith(t) ? .75 * t.length / x.length : 0];
    }).filter(e => e[3]).sort((a, b) => b[3] - a[3]).slice(0, 40);
  };
  const repair = async t => { // words that may be meant, by the first letter or, failing that, by the second
    const max = DIGIT.test(t) ? 0 : t.length > 7 ? 2 : t.length > 3 ? 1 : 0;
    for (const c of max ? new Set(t.slice(0, 2)) : []) {
      const i = [...M.letters].indexOf(c), all = i < 0 ? [] : await table(`w${i}.bin`);
      const near = all.map(([x, df]) => [x, distance(t, x, max), Math.log2(df) / 8]).filter(x => x[1] <= max);
      if (near[0]) return near.sort((a, b) => a[1] - a[2] - b[1] + b[2]).slice(0, 2).map(x => x[0]);
    }
    return [];
  };
  const facet = k => get(`f-${k}.bin`, b => json(b).map(([v, list]) => { let d = 0; return [v, list.map(x => d += x)]; }));
  const find = async (q, pick = {}, only) => {
    await meta();
    const list = tokens(fold(q)).slice(0, 32), n = M.n, words = new Set(), keys = Object.keys(pick);
    const phrases = [...q.matchAll(/"([^"]+)"/g)].map(m => flat(m[1])).filter(p => p.trim());
    const sets = await Promise.all(list.map(async ([t], i) => {
      const short = t.length < 3 && !PAIRS.test(t);
      let hits = await lookup(t, i === list.length - 1 && /[^\s"]$/.test(q) && !short), fixed;
      if (!hits.length && !only) {
        const compound = parts(t).length > 1, others = compound ? parts(t) : await repair(t);
        if (!compound) fixed = others[0];
        for (const x of others) hits.push(...(await lookup(x)).map(h => [...h.slice(0, 3), h[3] * (compound ? .3 : .7)]));
      }
      // Of short and of very common words the index does not hold all documents.
      return { t, hits, fixed, part: short || hits.some(h => h[1] > Math.max(3000, n / 4)) };
    }));
    const need = sets.some(s => !s.part), count = sets.filter(s => !need || !s.part).length;
    const score = new Float32Array(n), cover = new Uint8Array(n), now = new Float32Array(n);
    let docs = [], unread;
    for (const { hits, part } of sets) {
      const mine = [];
      for (const [, , b, weight] of hits) for (const r = { b, p: 0 }; r.p < b.length;) {
        const v = b[r.p++] * weight;
        for (let k = number(r), d = 0; k--;) { d += number(r); if (!now[d]) mine.push(d); if (v > now[d]) now[d] = v; }
      }
      for (const d of mine) { if (!score[d]) docs.push(d); score[d] += now[d]; now[d] = 0; if (!need || !part) cover[d]++; }
    }
    for (const d of docs) score[d] *= (cover[d] / count) ** 2 * (1 + .1 * (1 - d / n));
    const on = {};
    for (const k of keys) { on[k] = new Uint8Array(n); for (const [v, list] of await facet(k)) if (v === pick[k]) for (const d of list) on[k][d] = 1; }
    const pass = but => docs.filter(d => keys.every(k => k === but || on[k][d]));
    // Documents with most of the words, or with as many as any has.
    const best = docs.reduce((m, d) => Math.max(m, cover[d]), 1), least = phrases.length ? count : Math.min(best, count > 2 ? (count >> 1) + 1 : 1);
    docs = docs.filter(d => cover[d] >= least).sort((a, b) => score[b] - score[a] || a - b);
    if (phrases.length) {
      const all = pass(), texts = await Promise.all(all.slice(0, 50).map(d => row('x', d)));
      unread = all.length > 50;
      docs = all.filter((d, i) => texts[i] && phrases.every(p => flat(texts[i]).includes(p)));
    }
    const shown = pass(), rare = h => n < 9 || h[1] < n / 2, all = sets.flatMap(s => s.hits);
    for (const h of all.some(rare) ? all.filter(rare) : all) words.add(h[0]);
    return {
      docs: shown, most: least * 2 > count, every: shown.filter(d => cover[d] === count).length, unread, words, fixed: sets.flatMap(s => s.fixed ? [[s.t, s.fixed]] : []),
      async counts(k) {
        const in_ = new Uint8Array(n);
        for (const d of pass(k)) in_[d] = 1;
        return (await facet(k)).map(([v, list]) => [v, list.reduce((sum, d) => sum + in_[d], 0)]).filter(x => x[1] || x[0] === pick[k]);
      },
    };
  };
  return { meta, find, row, repair };
};
self.rcagenSearch = { open, fold, tokens, parts };
})();
