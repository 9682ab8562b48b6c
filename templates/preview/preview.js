// Keeps a page of the preview as new as the files, and shows what is wrong with them.
//
// Its own element names the page (data-address) and the states that the page
// (data-page) and what all pages share (data-shell) were made in. An event stream
// names the states of now; it begins with them, so nothing is missed while it is
// closed, and it is open only while the tab can be seen. When one differs:
//
//   shell       templates or configuration are others: load the page again
//   page        fetch the page and put its content in place
//   findings    fetch them and draw the panel
//
// Text from the server becomes text nodes, never markup.
(() => {
  const {base, address, shell, page: first} = document.currentScript.dataset;
  const own = name => `${base}_rcagen/${name}?address=${encodeURIComponent(address)}`;
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  let page = first, title = document.title, wanted, busy, later; // wanted: the newest states

  // What the tab remembers, if it may: the last reload, the choice to fold, the findings seen.
  let kept = {};
  const recall = () => { try { kept = JSON.parse(sessionStorage.rcagen); } catch {} };
  const keep = change => {
    Object.assign(kept, change);
    try { sessionStorage.rcagen = JSON.stringify(kept); return true; } catch { return false; }
  };

  // The stream

  let stream, again, silent, failures = 1, wait = 1000;
  const closed = () => stream?.readyState === EventSource.CLOSED;
  const close = () => { stream?.close(); clearTimeout(again); clearTimeout(silent); failures = 1; };
  const open = () => {
    clearTimeout(again);
    if (document.hidden || stream && !closed()) return;
    stream = new EventSource(own('events'));
    stream.onopen = () => { clearTimeout(silent); failures = 0; wait = 1000; stopped = false; draw(); };
    stream.onmessage = e => { wanted = JSON.parse(e.data); update(); };
    stream.onerror = () => {
      // Once, after it was open: it makes room for another tab. Else nobody answers.
      if (++failures === 2) silent = setTimeout(() => { stopped = true; draw(); }, 2000);
      if (!closed()) return;
      again = setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  document.addEventListener('visibilitychange', () => document.hidden ? close() : open());
  addEventListener('pagehide', close);
  addEventListener('pageshow', () => { recall(); open(); });
  addEventListener('online', () => { close(); open(); });

  // Updates, one at a time; the newest states win

  const update = async () => {
    if (busy || closed()) return;
    busy = true;
    clearTimeout(later);
    try {
      for (let done; done !== wanted;) {
        done = wanted;
        const other = done.shell && done.shell !== shell;
        if (other && reload(shell + ' ' + done.shell)) return;
        if (other || done.page && done.page !== page) await replace(done.page);
        else if (done.page) keep({reload: ''});
        if (done.findings && done.findings !== data.id) await load();
      }
    } catch { later = setTimeout(update, 1000); }
    busy = false;
  };

  // Loads the page again, but not twice for one reason: it may come back the same.
  const reload = why => {
    why = location.pathname + ' ' + why;
    if (kept.reload === why || !keep({reload: why})) return false;
    location.reload();
    return true;
  };

  const replace = async id => {
    const answer = await fetch(location.pathname + location.search, {cache: 'no-store', headers: {Accept: 'text/html'}});
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const state = next.querySelector('script[data-page]')?.dataset ?? {};
    if (!state.page && !answer.ok) throw answer; // refused
    const [doc, main] = ['.doc', 'main'].map(s => [document.querySelector(s), next.querySelector(s)]);
    // Another shell, a redirect, or a notice where a page was or the other way round.
    // A first diagram: what draws it may not run in a page that had none.
    const draws = d => !d.querySelector('script[data-frame]');
    if ((state.shell !== shell || !doc[0] !== !doc[1] || draws(document) > draws(next)) && reload(id + ' ' + state.shell)) return;
    restyle(next);
    const pair = doc.every(Boolean) ? doc : main;
    if (pair.every(Boolean)) morph(...pair);
    title = next.title;
    draw();
    page = state.page === 'notice' ? id : state.page; // a notice stands for any state
    if (page !== id) later = setTimeout(update, 1000); // the file may have changed and changed back
  };

  // Idiomorph knows by its id what has stayed. Parts without one get one meanwhile, by their
  // text, details by their summary: what is put in between takes away no focus and no selection,
  // folds nothing and does not move what is being read.
  const morph = (from, to) => {
    // A diagram with the same source stays drawn.
    const drawn = new Map(all(from, '.diagram pre').map(p => [p.textContent, p.closest('.diagram')]));
    for (const p of all(to, 'pre.mermaid')) p.replaceWith(drawn.get(p.textContent)?.cloneNode(true) ?? p);
    const parts = root => {
      const turn = {};
      return new Map(all(root, ':is(p,li,tr,pre,figure,blockquote,details):not([id])').map(e => {
        const name = e.localName + (e.querySelector('summary') ?? e).textContent;
        return [name + (turn[name] = (turn[name] ?? 0) + 1), e];
      }));
    };
    const before = parts(from), stay = [];
    for (const [name, e] of parts(to)) {
      const old = before.get(name);
      if (old) old.id = e.id = ' ' + stay.push(old);
    }
    // White space between blocks would match in the wrong places.
    for (const {nextSibling: gap} of all(to, '.prose>*')) if (gap?.data?.trim() === '') gap.remove();
    const top = e => e.getBoundingClientRect().top, anchor = scrollY && stay.find(e => e.closest('main') && top(e) > 0);
    const at = anchor && top(anchor);
    Idiomorph.morph(from, to, {callbacks: {
      // What was there stays as it was folded; what is being made is empty.
      beforeAttributeUpdated: (name, e) => name !== 'open' || !e.firstChild,
      beforeNodeRemoved: e => !e.matches?.('.foot>button'), // site.js has added it
    }});
    for (const e of stay) e.removeAttribute('id');
    dispatchEvent(new Event('rcagen-morph')); // diagram.js draws what is new
    if (anchor) scrollBy({top: top(anchor) - at, behavior: 'instant'});
  };

  // Another style sheet takes over when it has loaded, so that nothing flashes.
  const restyle = next => {
    const [now, then] = [document, next].map(d => all(d, 'link[rel=stylesheet]'));
    then.forEach((l, i) => {
      const href = l.getAttribute('href'), old = now[i];
      if (old?.getAttribute('href') !== href) (old ?? document.head.lastChild).after(sheet(href, () => old?.remove()));
    });
    for (const old of now.slice(then.length)) old.remove();
  };

  // The panel

  const make = (tag, ...inside) => { const e = document.createElement(tag); e.append(...inside); return e; };
  const sheet = (href, onload) => Object.assign(make('link'), {rel: 'stylesheet', href, onload});

  const finding = f => {
    const place = f.href ? Object.assign(make('a', f.place), {href: f.href}) : f.place;
    const text = f.text.replace(/^ *-->.*\n( *\|\n)?/, '').trimEnd(); // the place stands above
    return Object.assign(make('article', make('h3', make('span', f.severity), ' ', make('span', f.message)),
      make('p', make('span', place), ' ', f.rule), text && make('pre', text)), {className: f.severity});
  };

  const host = make('rcagen-panel'), root = host.attachShadow({mode: 'open'});
  const button = make('button'), list = make('div'), status = make('p'), section = make('section', button, list);
  let data = {findings: []}, styled, stopped, isOpen;

  const draw = () => {
    const {trouble, here, hidden, findings} = data, any = Boolean(trouble || findings.length), focus = root.activeElement;
    const worst = some => ['error', 'warning', 'info'].find(s => some.some(f => f.severity === s));
    const mine = findings.slice(0, here), part = (name, some) => some.length ? [make('h2', name), ...some.map(finding)] : [];
    isOpen = any && (kept.open ?? Boolean(trouble || worst(mine) === 'error'));
    Idiomorph.morph(list, Object.assign(make('div',
      trouble ? make('p', trouble) : '', ...part('On this page', mine), ...part('Elsewhere', findings.slice(here)),
      hidden ? make('p', hidden + ' more: see the terminal') : ''), {id: 'list', tabIndex: 0, hidden: !isOpen}));
    section.className = isOpen ? 'open' : '';

    const text = stopped ? 'The preview has stopped; this page is as it was.'
      : trouble ? 'The preview is behind the files' : any ? data.summary : 'No problems';
    button.className = stopped ? 'stopped' : trouble ? 'error' : worst(findings) ?? '';
    button.replaceChildren(make('b', text), ' ', make('span', here && !stopped ? here + ' on this page' : ''));
    button.disabled = !any;
    button.ariaExpanded = isOpen;
    if (focus && !(isOpen && focus.isConnected)) button.focus();
    // Said also when the panel vanishes, and only when it is news.
    if (status.textContent !== button.textContent) status.textContent = button.textContent;
    host.hidden = !styled || !any && !stopped;
    document.title = (data.count ? `(${data.count}) ` : '') + title;
    fit();
  };

  // The end of the page, and what gets the focus, stay above the panel.
  const fit = () => {
    host.style.height = document.documentElement.style.scrollPaddingBottom = section.offsetHeight + 'px';
    for (const e of all(list, 'pre')) e.tabIndex = e.scrollWidth > e.clientWidth ? 0 : -1;
  };

  const load = async () => {
    data = await (await fetch(own('findings'), {cache: 'no-store'})).json();
    // An error that was not there before opens the panel, whatever was chosen.
    const key = f => f.rule + f.message + f.place.replace(/[:\d]+$/, ''), seen = kept.seen ?? [];
    if (data.findings.some((f, i) => i < data.here && f.severity === 'error' && !seen.includes(key(f)))) kept.open = undefined;
    keep({seen: data.findings.map(key)});
    draw();
  };

  host.hidden = true;
  section.ariaLabel = 'Problems';
  status.role = 'status';
  button.setAttribute('aria-controls', 'list');
  button.onclick = () => { keep({open: !isOpen}); draw(); };
  section.onkeydown = e => { if (e.key === 'Escape' && isOpen) { button.focus(); button.click(); } };
  new ResizeObserver(fit).observe(section);
  root.append(sheet(`${base}_rcagen/preview.css`, () => { styled = true; draw(); }), section, status);
  document.body.append(host);

  recall();
  open();
})();
