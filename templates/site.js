// Extras of pages that are complete without. Runs before drawing.
(() => {
const page = document.documentElement, say = document.currentScript.dataset, on = addEventListener;
const all = (what, inside = document) => [...inside.querySelectorAll(what)];
const keep = (key, value) => { // may be forbidden
  try { return value === undefined ? localStorage[key] : localStorage[key] = value; } catch {}
};
const theme = keep('theme');
if (theme) page.dataset.theme = theme;
const dark = () => (page.dataset.theme ?? (matchMedia('(prefers-color-scheme:dark)').matches && 'dark')) === 'dark';
const away = [0, 6].some(month => new Date(2024, month).getTimezoneOffset());
if (away) page.dataset.away = '';
const field = () => all('input[type=search]')[0];

on('keydown', e => {
  const control = e.ctrlKey || e.metaKey, plain = !(control || e.altKey || e.shiftKey);
  if (control && e.key === 'k' || e.key === '/' && plain && keep('slash') !== 'off' && !e.target.closest('input,textarea,select')) {
    e.preventDefault();
    field()?.focus();
  }
  const to = {ArrowLeft: 'prev', ArrowRight: 'next'}[e.key];
  if (to && plain && e.target === document.body) all(`.pager [rel=${to}]`)[0]?.click();
});
on('click', e => { // no index there
  const a = e.target.closest('a');
  if (a?.protocol === 'file:') a.pathname = a.pathname.replace(/\/$/, '/index.html');
});
on('focusin', e => {
  if (e.target !== field() || !say.search) return;
  const script = document.createElement('script');
  script.src = say.search;
  script.onload = () => rcagenSearch.open(say.index).meta();
  document.head.append(script);
  say.search = '';
});
on('DOMContentLoaded', () => {
  const button = document.createElement('button');
  (button.onclick = e => {
    if (e) keep('theme', page.dataset.theme = dark() ? 'light' : 'dark');
    button.textContent = dark() ? say.light : say.dark;
  })();
  all('.foot')[0]?.append(button);

  const side = all('.side nav')[0] ?? button, shut = all('details:not([open])', side), title = d => d.firstChild.textContent;
  const open = (keep('open') ?? '').split('\n');
  for (const d of shut) {
    d.open = open.includes(title(d));
    d.ontoggle = () => keep('open', shut.filter(d => d.open).map(title).join('\n'));
  }
  side.scrollTop = all('[aria-current]', side)[0]?.offsetTop - side.clientHeight / 2;

  const zone = new Intl.DateTimeFormat(page.lang.replace(/^en$/, 'en-GB'), {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', timeZoneName: 'short'});
  for (const e of all('[data-local]')) {
    const [from, to = from] = e.dataset.local.split('/').map(Date.parse);
    if (away) e.textContent = say.time.replace('{}', zone.formatRange(from, to));
  }

  const links = all('.toc a[href^="#"]'), heads = links.map(a => document.getElementById(decodeURIComponent(a.hash.slice(1))));
  const look = () => {
    const i = heads.findLastIndex(h => h?.getBoundingClientRect().top < innerHeight / 3);
    links.forEach((a, n) => { a.ariaCurrent = n === i || null; });
  };
  if (links[0]) { on('scroll', look); look(); }
});
})();
