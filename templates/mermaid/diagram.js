// Draws the diagrams of a page, which are complete as text without it. They are
// drawn in a frame that has no origin and no network, and shown as pictures:
// what a picture holds can neither run nor be clicked. Nothing is loaded
// before a reader comes near a diagram.
(() => {
  const {frame: address, name: plainName, source: fold, failed} = document.currentScript.dataset;
  const slow = 20_000; // milliseconds that a diagram may take
  const tooWide = 1400; // pixels from which a picture scrolls instead of shrinking
  const make = (tag, properties, ...inside) => {
    const e = Object.assign(document.createElement(tag), properties);
    e.append(...inside);
    return e;
  };

  // The frame draws one diagram at a time; one that takes too long ends it.
  let frame, ready, current, turn = 0, watch;
  const waiting = [];
  const next = () => {
    if (current || !waiting.length) return;
    if (!frame) {
      frame = make('iframe', {src: address, title: 'Draws diagrams', tabIndex: -1, className: 'diagram-frame', ariaHidden: 'true', sandbox: 'allow-scripts'});
      document.body.append(frame);
    }
    if (!ready) return;
    const pre = waiting.shift();
    if (!pre.isConnected) return next();
    current = {pre, source: pre.textContent};
    frame.contentWindow.postMessage({id: ++turn, source: current.source}, '*');
    watch = setTimeout(() => { frame.remove(); frame = ready = undefined; fail(pre); done(); }, slow);
  };
  const done = () => { clearTimeout(watch); current = undefined; next(); };
  addEventListener('message', async ({data, source}) => {
    if (!frame || source !== frame.contentWindow) return;
    if (!ready) { ready = true; next(); return; }
    if (!current || data.id !== turn) return;
    const {pre, source: asked} = current;
    clearTimeout(watch);
    try { await show(pre, asked, data.drawn); } catch { fail(pre); }
    done();
  });

  const caption = pre => pre.closest('figure')?.querySelector('figcaption')?.textContent;

  // Puts the pictures in place of the source, which is folded below them.
  const show = async (pre, source, drawn) => {
    const name = [caption(pre), drawn[0].title, drawn[0].text].filter(Boolean).join('. ') || plainName;
    const pictures = drawn.map(({svg, width, height}, i) => make('img', {
      src: 'data:image/svg+xml,' + encodeURIComponent(svg), alt: name,
      width: Math.ceil(width), height: Math.ceil(height), className: i ? 'dark' : 'light',
    }));
    await Promise.all(pictures.map(p => p.decode())); // also shows whether it is a picture
    if (!pre.isConnected) return;
    if (pre.textContent !== source) { waiting.push(pre); return; } // a preview has changed it meanwhile
    const box = pre.getBoundingClientRect(), seen = box.top < innerHeight && box.bottom > 0;
    const diagram = make('div', {className: 'diagram'}, ...drawn[0].width > tooWide
      ? [make('div', {className: 'diagram-wide', role: 'group', tabIndex: 0, ariaLabel: name}, ...pictures)] : pictures);
    if (seen) diagram.style.minHeight = box.height + 'px'; // nothing that is being read moves up
    pre.replaceWith(diagram);
    diagram.append(make('details', {}, make('summary', {}, fold), pre));
  };

  const fail = pre => {
    const note = pre.nextElementSibling;
    if (note?.className !== 'diagram-note') pre.after(make('p', {className: 'diagram-note'}, failed));
  };

  const near = new IntersectionObserver(entries => {
    for (const {isIntersecting, target} of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      waiting.push(target);
    }
    next();
  }, {rootMargin: '100% 0%'});
  const find = () => {
    for (const pre of document.querySelectorAll('pre.mermaid')) if (!pre.closest('.diagram')) near.observe(pre);
  };
  addEventListener('rcagen-morph', find); // a preview has changed the page
  find();
})();
