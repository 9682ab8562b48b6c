// What the test wants to know about a loaded page, as one value.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const links = [];
  for (const attribute of ['href', 'src', 'srcset', 'poster', 'data', 'action', 'cite']) {
    for (const e of all(`[${attribute}]`)) {
      const raw = e.getAttribute(attribute);
      links.push({tag: e.localName, attribute, raw, url: new URL(raw, document.baseURI).href, rel: e.getAttribute('rel') ?? ''});
    }
  }
  const ids = all('[id]').map(e => e.id);
  const landmarks = all('header.top, body > header, main, footer, nav, aside').map(e => {
    const label = e.getAttribute('aria-label') ?? document.getElementById(e.getAttribute('aria-labelledby'))?.textContent ?? '';
    return e.localName + (label && ' ' + label);
  });
  return {
    url: location.href,
    title: document.title,
    lang: document.documentElement.lang,
    h1: all('h1').map(e => e.textContent.trim()),
    links,
    ids,
    landmarks,
    // Only what a reader of the sidebar can meet: one list of entries after another.
    dates: all('.side ul').map(list => all(':scope > li > a > time', list).map(e => e.dateTime)),
    sidebar: all('.side').length > 0,
    groups: all('.side nav > ul > li.grp > :is(a, details)').map(e => (e.querySelector('summary') ?? e).firstChild.textContent.trim()),
    current: all('.side [aria-current=page]').map(e => e.href),
    rows: all('main ul').map(list => all(':scope > li.row > time', list).map(e => e.dateTime)),
    images: all('img').map(e => ({
      src: e.getAttribute('src'), alt: e.getAttribute('alt'),
      width: e.getAttribute('width') ?? '', height: e.getAttribute('height') ?? '',
      naturalWidth: e.naturalWidth, naturalHeight: e.naturalHeight,
      shownWidth: e.getBoundingClientRect().width, shownHeight: e.getBoundingClientRect().height,
    })),
    policy: document.querySelector('meta[http-equiv=Content-Security-Policy]')?.content ?? '',
    inline: all('[style]:not(.diagram), style, script:not([src]):not([type="application/ld+json"])').map(e => e.outerHTML.slice(0, 80)),
  };
})()
