// Adds the switch between light and dark colours and scrolls the navigation to
// the page; every page is complete without it. It runs before the page is drawn
// so that a remembered choice does not flash, and storage may be forbidden.
(() => {
  const root = document.documentElement;
  try {
    const kept = localStorage.getItem('theme');
    if (kept === 'dark' || kept === 'light') root.dataset.theme = kept;
  } catch {}
  const dark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme:dark)').matches ? 'dark' : 'light')) === 'dark';
  addEventListener('DOMContentLoaded', () => {
    const button = document.createElement('button');
    const name = () => { button.textContent = dark() ? 'Light colours' : 'Dark colours'; };
    button.type = 'button';
    button.addEventListener('click', () => {
      root.dataset.theme = dark() ? 'light' : 'dark';
      try { localStorage.setItem('theme', root.dataset.theme); } catch {}
      name();
    });
    name();
    document.querySelector('.foot')?.append(button);
    const side = document.querySelector('.side nav');
    const here = side?.querySelector('[aria-current]');
    if (here) side.scrollTop += here.getBoundingClientRect().top - side.getBoundingClientRect().top - side.clientHeight / 2;
  });
})();
