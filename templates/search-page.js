// The search page, search.html: the address holds the query and the facets (?q=…&service=…), and everything
// on the page follows from it. Links that start with "?" change the address without loading the page again.
(() => {
const { open, tokens, parts } = self.rcagenSearch;
const form = document.querySelector('[data-root]'), root = form.dataset.root, say = JSON.parse(form.dataset.words), field = form.querySelector('input'), slash = document.querySelector('#Slash');
const found = document.querySelector('.browse'), status = found.querySelector('#Found'), list = found.querySelector('ol'), note = found.querySelector('.note'), more = found.querySelector('.more'), filters = found.querySelector('.filters');
const index = open(form.action), sections = [...found.querySelectorAll('[data-facet]')];
const locale = document.documentElement.lang, plural = new Intl.PluralRules(locale);
const text = (key, values = {}) => {
  const message = say['search.' + key], form = message[plural.select(values.count ?? 0)] ?? message.other ?? message;
  return form.replace(/\{(\w+)\}/g, (_, name) => values[name].toLocaleString(locale));
};
const el = (name, props, ...kids) => { const e = Object.assign(document.createElement(name), props); e.append(...kids); return e; };
const severity = v => form.querySelector(`template[data-severity="${CSS.escape(v)}"]`)?.content.cloneNode(true) ?? v;
const marks = pieces => pieces.map(([t, marked]) => marked ? el('mark', {}, t) : t);
// The passage with most of the words, and what to mark: [[text, marked]].
const excerpt = (text, words, size = 200) => {
  const at = tokens(text).filter(([t]) => words.has(t) || parts(t).some(p => words.has(p))), out = [];
  let from = 0, most = 0;
  at.forEach((a, i) => {
    const seen = new Set();
    for (let j = i; at[j]?.[1] < a[1] + size - 60; j++) seen.add(at[j][0]);
    if (seen.size > most) { most = seen.size; from = a[1]; }
  });
  const gap = text.slice(Math.max(0, from - 40), from).indexOf(' ');
  from = from > 40 && text.length > size ? from - 40 + gap + 1 : 0;
  const end = from + size, last = text.length > end ? Math.max(text.lastIndexOf(' ', end), from + size / 2) : text.length;
  if (from) out.push(['… ']);
  for (const [, i, length] of at) if (i >= from && i + length <= last) { out.push([text.slice(from, i)], [text.slice(i, i + length), 1]); from = i + length; }
  out.push([text.slice(from, last) + (last < text.length ? ' …' : '')]);
  return out;
};

let now = new URLSearchParams(location.search), turn = 0, timer;
const link = (changes, ...kids) => {
  const p = new URLSearchParams(now);
  p.delete('n');
  for (const [k, v] of Object.entries(changes)) if (v === undefined) p.delete(k); else p.set(k, v);
  return el('a', { href: '?' + p }, ...kids);
};
const hit = (card, d, words, live) => {
  const [address, title, date, day, took, rating, where, lead] = card, url = root + address, p = el('p', {}, ...marks(excerpt(lead, words)));
  const a = el('a', { href: url }, ...marks(excerpt(title, words, 999)));
  const facts = [date && el('time', { dateTime: date }, day), took, severity(rating), where];
  const load = () => index.row('x', d).then(x => {
    const pieces = excerpt(x.slice(x.indexOf('\n') + 1), words), hits = new Set(pieces.filter(m => m[1]).map(m => m[0].toLowerCase()));
    if (!live() || !hits.size) return;
    p.replaceChildren(...marks(pieces));
    // The browser marks these in the page: text fragments.
    a.href = url + '#:~:' + [...hits].slice(0, 6).map(w => 'text=' + encodeURIComponent(w).replace(/-/g, '%2D')).join('&');
  }).catch(() => {}); // the lead stays
  const li = el('li', { className: 'hit' }, el('h3', {}, a), el('div', { className: 'meta' }, ...facts.filter(Boolean).map(f => f.dateTime ? f : el('span', {}, f))), p);
  new IntersectionObserver((seen, o) => { if (seen.some(e => e.isIntersecting)) { o.disconnect(); load(); } }).observe(li);
  return li;
};
let counted; // facets are counted when they are seen
const facets = async () => {
  if (!counted || !filters.open && filters.firstElementChild.offsetParent) return;
  const { r, pick, live } = counted;
  for (const s of sections) {
    const k = s.dataset.facet, rows = await r.counts(k);
    if (!live()) return;
    s.hidden = !rows.length;
    if (k !== 'year' && k !== 'severity') rows.sort((a, b) => b[1] - a[1]); // those two have an order of their own
    s.querySelector('ul').replaceChildren(...rows.filter(([v], i) => i < 12 || v === pick[k]).map(([v, n]) => {
      const a = link({ [k]: pick[k] === v ? undefined : v }, el('span', {}, k === 'severity' ? severity(v) : v), el('span', {}, n.toLocaleString(locale)));
      if (pick[k] === v) a.setAttribute('aria-current', 'true');
      return el('li', {}, a);
    }));
  }
};
const failed = e => { found.ariaBusy = false; status.textContent = text('failed'); console.warn(e); };
const run = async focus => {
  const mine = ++turn, live = () => mine === turn, q = now.get('q') ?? '', limit = +now.get('n') || 10, pick = {};
  for (const s of sections) { const k = s.dataset.facet; if (now.has(k)) pick[k] = now.get(k); }
  history.replaceState(null, '', `${now}` ? '?' + now : location.pathname);
  found.hidden = !q.trim();
  found.ariaBusy = !found.hidden;
  if (found.hidden) return;
  try {
    const r = await index.find(q, pick, now.has('only')), docs = r.docs.slice(0, limit), cards = await Promise.all(docs.map(d => index.row('d', d)));
    if (!live()) return;
    const rest = r.docs.length - r.every;
    const every = text('every_word', { count: r.every }), some = text(r.most ? 'most_words' : 'some_words', { count: rest });
    status.textContent = !docs.length ? text('none') : rest ? text('headline', { every, most: some }) : every;
    note.replaceChildren(...r.fixed.flatMap(([word, meant]) => [text('also', { word: meant }), ' ', link({ only: 1 }, text('only', { word })), ' ']), r.unread ? text('unread', { count: 50 }) : docs.length ? '' : text('none_help'));
    list.replaceChildren(...cards.map((c, i) => hit(c, docs[i], r.words, live)));
    more.replaceChildren(r.docs.length > limit ? link({ n: limit + 10 }, text('more', { count: 10 })) : '');
    if (focus) list.querySelectorAll('h3 a')[limit - 10]?.focus();
    counted = { r, pick, live };
    found.ariaBusy = false;
    await facets();
  } catch (e) { if (live()) failed(e); }
};
const typed = () => {
  if (!field.value) now = new URLSearchParams();
  else { now.set('q', field.value); now.delete('n'); now.delete('only'); }
  run();
};
if (location.protocol === 'file:') { found.hidden = false; status.textContent = text('local_file'); return; }
field.value = now.get('q') ?? '';
filters.addEventListener('toggle', () => facets().catch(failed));
field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(typed, 80); });
form.addEventListener('submit', e => { e.preventDefault(); clearTimeout(timer); typed(); });
found.addEventListener('click', e => {
  const a = e.target.closest('a[href^="?"]');
  if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
  e.preventDefault();
  now = new URLSearchParams(a.search);
  run(true);
});
addEventListener('keydown', e => {
  const stops = [field, ...list.querySelectorAll('h3 a')], i = stops.indexOf(document.activeElement), to = stops[i + { ArrowDown: 1, ArrowUp: -1 }[e.key]];
  if (i < 0) return;
  if (to) { e.preventDefault(); to.focus(); }
  if (e.key === 'Escape') { field.value = ''; field.focus(); typed(); }
});
try {
  slash.closest('p').hidden = false;
  slash.checked = localStorage.slash !== 'off';
  slash.addEventListener('change', () => { localStorage.slash = slash.checked ? 'on' : 'off'; });
} catch { slash.closest('p').hidden = true; }
run();
})();
