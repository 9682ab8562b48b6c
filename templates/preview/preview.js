// Keeps a page of the preview up to date. Its own element says which page this
// is: data-address, and the states that the page (data-page) and what all pages
// share (data-shell) were in when it was made. One event stream tells the states
// of now; it is open only while the tab is visible, and begins with the states,
// so nothing is missed that happened while it was closed.
//
//   page differs      fetch the page again and put its content in place
//   shell differs     templates or configuration are others: load the page again
//   findings differ   fetch them and draw the panel
//
// Text from the server becomes text nodes, never markup.
(() => {
  const me = document.currentScript.dataset;
  const own = me.base + '_rcagen/';
  const query = '?address=' + encodeURIComponent(me.address);
  let {page, shell} = me;
  let title = document.title;
  let wanted;           // the newest states
  let busy = false;

  // The stream

  let stream, lost, again, wait = 1000;
  const visible = () => document.visibilityState === 'visible';
  const open = () => {
    clearTimeout(again);
    if (!visible() || stream && stream.readyState !== EventSource.CLOSED) return;
    stream = new EventSource(own + 'events' + query);
    stream.onopen = () => { wait = 1000; clearTimeout(lost); panel.stopped(false); };
    stream.onmessage = e => { wanted = JSON.parse(e.data); update(); };
    stream.onerror = () => {
      clearTimeout(lost);
      lost = setTimeout(() => panel.stopped(true), 4000);
      if (stream.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
  };
  const close = () => { clearTimeout(lost); clearTimeout(again); stream?.close(); };
  document.addEventListener('visibilitychange', () => visible() ? open() : close());
  addEventListener('pageshow', open);
  addEventListener('pagehide', close);
  addEventListener('online', () => { close(); open(); });

  // Updates, one at a time; the newest states win

  const update = async () => {
    if (busy) return;
    busy = true;
    try {
      for (let done; done !== wanted;) {
        done = wanted;
        if (done.shell && done.shell !== shell && reload(done.shell)) return;
        if (done.page && done.page !== page) await replace(done.page);
        if (done.findings && done.findings !== panel.shown) await panel.fetch();
      }
    } catch {
      setTimeout(update, 1000); // the server is gone for a moment
    } finally {
      busy = false;
    }
  };

  // Loads the page again, but not twice for the same reason.
  const reload = next => {
    const reason = location.pathname + ' ' + shell + ' ' + next;
    try {
      if (sessionStorage.getItem('rcagen-reload') === reason) return false;
      sessionStorage.setItem('rcagen-reload', reason);
    } catch {}
    location.reload();
    return true;
  };

  const replace = async next => {
    const answer = await fetch(location.pathname + location.search, {cache: 'no-store', headers: {Accept: 'text/html'}});
    const other = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const state = other.querySelector('script[data-page]')?.dataset;
    if (!state) { location.reload(); return; }
    if (state.shell !== shell && reload(state.shell)) return;
    style(other);
    const from = other.querySelector('.doc') ?? other.querySelector('main');
    const to = document.querySelector(from.matches('.doc') ? '.doc' : 'main') ?? document.querySelector('main');
    if (to.matches('.doc') !== from.matches('.doc')) { location.reload(); return; }
    Idiomorph.morph(to, from, {
      morphStyle: 'outerHTML',
      callbacks: {
        // What a reader has unfolded stays so.
        beforeAttributeUpdated: (name, element) => !(name === 'open' && element.localName === 'details'),
      },
    });
    title = other.title;
    panel.name();
    page = state.page === 'notice' ? next : state.page;
    if (page !== next) setTimeout(update, 1000); // newer than what was told; it may change back unseen
  };

  // Puts another style sheet in place of the present one, when it has loaded.
  const style = other => {
    const before = document.querySelector('link[rel=stylesheet]'), after = other.querySelector('link[rel=stylesheet]');
    if (!after || before?.getAttribute('href') === after.getAttribute('href')) return;
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = after.getAttribute('href');
    link.onload = () => before?.remove();
    if (before) before.after(link); else document.head.append(link);
  };

  // The panel

  const make = (name, text, ...children) => {
    const [tag, cls] = name.split('.');
    const e = document.createElement(tag);
    if (cls) e.className = cls;
    if (text) e.textContent = text;
    e.append(...children);
    return e;
  };
  const remembered = () => { try { return sessionStorage.getItem('rcagen-panel'); } catch { return null; } };

  const panel = (() => {
    const host = document.createElement('rcagen-panel');
    host.hidden = true;
    const root = host.attachShadow({mode: 'open'});
    const sheet = make('link');
    sheet.rel = 'stylesheet';
    sheet.href = own + 'preview.css';
    const button = make('button');
    button.type = 'button';
    button.setAttribute('aria-controls', 'list');
    const list = make('div.list');
    list.id = 'list';
    list.tabIndex = 0;
    const status = make('p.vh');
    status.setAttribute('role', 'status');
    const section = make('section', '', button, list, status);
    section.setAttribute('aria-label', 'Problems');
    let data = {id: '', trouble: '', findings: [], count: 0, here: 0, hidden: 0}, isOpen = false, isStopped = false, known = new Set();

    const fold = open => {
      isOpen = open;
      button.setAttribute('aria-expanded', open);
      list.hidden = !open;
      section.classList.toggle('open', open);
      // The end of the page must not stay below the panel.
      document.documentElement.style.scrollPaddingBottom = document.body.style.paddingBottom = host.hidden ? '' : section.offsetHeight + 'px';
    };
    button.addEventListener('click', () => {
      try { sessionStorage.setItem('rcagen-panel', isOpen ? 'folded' : 'open'); } catch {}
      fold(!isOpen);
    });
    section.addEventListener('keydown', e => {
      if (e.key !== 'Escape' || !isOpen) return;
      button.focus();
      button.click();
    });

    const finding = f => {
      const place = make(f.href ? 'a.place' : 'span.place', f.place || f.rule);
      if (f.href && !/^\s*javascript:/i.test(f.href)) place.href = f.href;
      // Its first line is the place, which stands above as a link.
      const text = f.text.split('\n').slice(f.place ? 1 : 0).join('\n');
      const pre = make('pre', text);
    pre.tabIndex = 0; // it scrolls by itself on a narrow screen
    return make('article', '', make('h3.' + f.severity, f.severity, make('span', ' ' + f.message)), place, pre);
    };
    const part = (name, findings) => findings.length ? [make('h2', name), ...findings.map(finding)] : [];

    const draw = () => {
      const quiet = !data.findings.length && !data.trouble && !isStopped;
      const text = isStopped ? 'The preview has stopped; this page is as it was.'
        : [data.trouble && 'The files cannot be read', data.findings.length ? data.summary : '', data.here ? data.here + ' on this page' : ''].filter(Boolean).join(' · ');
      const worst = isStopped || data.trouble ? 'error' : data.findings.reduce((w, f) => w === 'error' || f.severity === 'error' ? 'error' : w === 'warning' || f.severity === 'warning' ? 'warning' : 'info', 'info');
      button.replaceChildren(make('span.' + worst, text), make('span.turn', ''));
      const at = list.scrollTop, focused = root.activeElement;
      const index = focused && list.contains(focused) ? [...list.querySelectorAll('a')].indexOf(focused) : -1;
      list.replaceChildren(
        ...(data.trouble ? [make('p.trouble', data.trouble)] : []),
        ...part('On this page', data.findings.slice(0, data.here)),
        ...part('Elsewhere', data.findings.slice(data.here)),
        ...(data.hidden > 0 ? [make('p', data.hidden + ' more: see the terminal')] : []));
      list.scrollTop = at;
      if (index >= 0) (list.querySelectorAll('a')[index] ?? button).focus();
      if (status.textContent !== text) status.textContent = quiet ? '' : text;
      host.hidden = quiet;
      const errors = data.findings.slice(0, data.here).filter(f => f.severity === 'error').map(f => f.rule + f.message);
      const fresh = errors.some(e => !known.has(e));
      known = new Set(errors);
      const choice = remembered();
      fold(!isStopped && !quiet && (fresh || Boolean(data.trouble) && choice !== 'folded' || choice === 'open' || isOpen && choice !== 'folded' && errors.length > 0));
      name();
    };
    const name = () => { document.title = (data.count ? `(${data.count}) ` : '') + title; };
    sheet.addEventListener('load', () => { root.append(section); fold(isOpen); });
    root.append(sheet);
    document.body.append(host);

    return {
      get shown() { return data.id; },
      name,
      stopped: yes => { if (yes !== isStopped) { isStopped = yes; draw(); } },
      fetch: async () => {
        const answer = await fetch(own + 'findings' + query, {cache: 'no-store'});
        if (!answer.ok) return;
        data = await answer.json();
        draw();
      },
    };
  })();

  open();
})();
