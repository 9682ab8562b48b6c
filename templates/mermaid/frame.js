// Draws what the page sends, {id, source}, for light and for dark pages, and
// sends it back as two SVG documents, or without them when the source is no
// diagram. This page has no origin and may load nothing.
(() => {
  // Nobody sees this page, so that the browser may never paint it.
  window.requestAnimationFrame = f => setTimeout(() => f(performance.now()));

  const font = '-apple-system,"Segoe UI Variable Text","Segoe UI",Roboto,Inter,"Noto Sans",system-ui,sans-serif';
  const colours = (darkMode, paper, wash, control, ink, note, crit) => ({
    darkMode, background: paper, fontFamily: font, fontSize: '15px',
    primaryColor: wash, primaryTextColor: ink, primaryBorderColor: control,
    secondaryColor: paper, secondaryTextColor: ink, secondaryBorderColor: control,
    tertiaryColor: paper, tertiaryTextColor: ink, tertiaryBorderColor: control,
    lineColor: control, textColor: ink, titleColor: ink, edgeLabelBackground: paper,
    noteBkgColor: note, noteTextColor: ink, noteBorderColor: control,
    gridColor: control, critBkgColor: crit, critBorderColor: control, todayLineColor: control,
  });
  const themes = [
    colours(false, '#fdfdfc', '#f2f5f4', '#75827e', '#13201d', '#fff3c9', '#f0b9b3'),
    colours(true, '#0f1514', '#171f1d', '#788883', '#dfe7e4', '#2f2b17', '#5b2b2a'),
  ];

  const draw = async (source, themeVariables) => {
    mermaid.initialize({
      startOnLoad: false, securityLevel: 'strict', suppressErrorRendering: true, logLevel: 'fatal',
      deterministicIds: true, deterministicIDSeed: 'diagram', htmlLabels: false, flowchart: {htmlLabels: false}, sequence: {width: 120, actorMargin: 40},
      theme: 'base', themeVariables, fontFamily: font,
      secure: ['secure', 'securityLevel', 'startOnLoad', 'maxTextSize', 'maxEdges', 'suppressErrorRendering', 'logLevel',
        'deterministicIds', 'deterministicIDSeed', 'htmlLabels', 'fontFamily', 'themeCSS'],
    });
    const {svg} = await mermaid.render('diagram', source);
    const root = new DOMParser().parseFromString(svg, 'text/html').querySelector('svg');
    const [, , width, height] = root.getAttribute('viewBox').split(/[\s,]+/).map(Number);
    if (!(width > 0 && height > 0 && width < 16_000 && height < 16_000)) throw new Error('no picture for a page');
    root.setAttribute('width', width);
    root.setAttribute('height', height);
    root.style.maxWidth = '';
    return {
      width, height, svg: new XMLSerializer().serializeToString(root),
      title: root.querySelector(':scope>title')?.textContent ?? '', text: root.querySelector(':scope>desc')?.textContent ?? '',
    };
  };

  addEventListener('message', async ({data: {id, source}, source: page}) => {
    if (page !== parent) return;
    const drawn = [];
    try {
      for (const theme of themes) drawn.push(await draw(source, theme));
    } catch {
      drawn.length = 0;
    }
    for (const left of document.body.querySelectorAll(':scope>:not(script)')) left.remove();
    parent.postMessage({id, drawn}, '*');
  });
  parent.postMessage({}, '*');
})();
