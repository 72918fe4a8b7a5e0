// Draws the figures, keeps their periods together, shows where a figure comes from. Needs no network.
(() => {
  'use strict';
  const NARROW = 560, PRINTED = 670, TALL = 470;
  const figures = new Map();
  let printing = false, period = null;

  // --- figures ---
  const merged = (a, b) => {
    const out = { ...a };
    for (const [key, value] of Object.entries(b || {})) {
      const nested = value && typeof value === 'object' && !Array.isArray(value);
      out[key] = nested ? merged(a[key] || {}, value) : value;
    }
    return out;
  };
  const grey = (value) => {
    if (typeof value === 'string' && /^#[0-9a-f]{6}([0-9a-f]{2})?$/i.test(value)) {
      const [r, g, b] = [1, 3, 5].map((i) => parseInt(value.slice(i, i + 2), 16));
      const level = Math.round(0.299 * r + 0.587 * g + 0.114 * b).toString(16).padStart(2, '0');
      return '#' + level.repeat(3) + value.slice(7);
    }
    if (Array.isArray(value)) return value.map(grey);
    if (value && typeof value === 'object') {
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, grey(v)]));
    }
    return value;
  };
  const dashed = (trace) => trace.meta && trace.meta.dash ? merged(trace, { line: { dash: trace.meta.dash } }) : trace;
  // In print a bar is told apart by these; page.css gives the legend the same.
  const PRINT = [['#222222', ''], ['#bbbbbb', ''], ['#777777', ''], ['#ffffff', ''], ['#ffffff', '/'], ['#ffffff', '-'],
    ['#ffffff', '\\'], ['#ffffff', '|'], ['#ffffff', '.'], ['#ffffff', 'x']];
  const hatched = (trace) => {
    if (trace.type !== 'bar' || (trace.meta && trace.meta.plain)) return dashed(trace);
    const [colour, shape] = PRINT[((trace.meta && trace.meta.pattern) || 0) % PRINT.length];
    return merged(trace, { marker: { color: colour, line: { color: '#000000', width: 0.5 },
      pattern: { shape, fgcolor: '#000000', bgcolor: colour, size: 5 } } });
  };

  const draw = (element) => {
    const held = figures.get(element);
    if (!element.clientWidth) return;  // in a folded section: drawn when that is opened
    let width = printing ? PRINTED : element.clientWidth;
    const aspect = held.layout.aspect;
    if (printing && aspect) width = Math.min(width, Math.round(TALL / aspect));
    const frame = period in held.frames ? period : Object.keys(held.frames)[0];
    let data = [...held.base, ...held.frames[frame]];
    // "wide" and "narrow" mark traces for one width only: labels that would touch on a phone
    data = data.filter((t) => !t.meta || !t.meta.when || t.meta.when === (width < NARROW ? 'narrow' : 'wide'));
    let layout = merged(held.layout, width < NARROW ? held.narrow : {});
    if (aspect) layout.height = Math.round(width * aspect);
    layout = { ...layout, width, autosize: false };
    if (printing) { data = grey(data).map(hatched); layout = grey(layout); }
    const fine = window.matchMedia('(pointer: fine)').matches;
    if (held.zoom) layout.dragmode = fine ? 'pan' : false;
    Plotly.react(element, data, layout, {
      displaylogo: false, displayModeBar: held.zoom, showTips: false,
      modeBarButtons: held.zoom ? [['zoomIn2d', 'zoomOut2d', 'resetScale2d']] : [],
      scrollZoom: false, doubleClick: 'reset', locale: document.documentElement.lang,
    });
  };
  const drawAll = () => figures.forEach((_, element) => draw(element));

  document.querySelectorAll('.plot').forEach((element) => {
    figures.set(element, JSON.parse(document.getElementById(element.dataset.figure).textContent));
  });
  const choose = (chosen) => {
    period = chosen;
    document.querySelectorAll('.periods button').forEach((b) => {
      b.setAttribute('aria-checked', String(b.dataset.period === chosen));
      b.tabIndex = b.dataset.period === chosen ? 0 : -1;
    });
    document.querySelectorAll('.periods .label').forEach((l) => { l.textContent = l.dataset.text.replace('{}', chosen); });
    figures.forEach((held, element) => { if (Object.keys(held.frames).length > 1) draw(element); });
  };
  document.querySelectorAll('.periods').forEach((group) => {
    const buttons = [...group.querySelectorAll('button')];
    buttons.forEach((button, i) => {
      button.addEventListener('click', () => choose(button.dataset.period));
      button.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        const next = buttons[(i + step + buttons.length) % buttons.length];
        choose(next.dataset.period);
        next.focus();
      });
    });
  });
  const first = document.querySelector('.periods button[aria-checked="true"]');
  period = first ? first.dataset.period : null;
  drawAll();
  let seen = document.documentElement.clientWidth, timer = null;
  window.addEventListener('resize', () => {
    if (printing || document.documentElement.clientWidth === seen) return;
    seen = document.documentElement.clientWidth;
    clearTimeout(timer);
    timer = setTimeout(drawAll, 120);
  });
  const print = (on) => { if (printing !== on) { printing = on; drawAll(); } };
  window.addEventListener('beforeprint', () => print(true));
  window.addEventListener('afterprint', () => print(false));

  // --- what stands behind a figure ---
  const tips = JSON.parse(document.getElementById('tips').textContent);
  const tip = document.getElementById('tip');
  let owner = null;
  const hide = () => { tip.hidden = true; if (owner) owner.removeAttribute('aria-describedby'); owner = null; };
  const show = (target) => {
    const held = tips[target.dataset.tip];
    if (!held) return;
    tip.replaceChildren(...[['strong', held[0]], ...held[1].map((line) => ['p', line])].map(([tag, text]) => {
      const part = document.createElement(tag);
      part.textContent = text;
      return part;
    }));
    tip.hidden = false;
    owner = target;
    target.setAttribute('aria-describedby', 'tip');
    const box = target.getBoundingClientRect(), room = document.documentElement.clientWidth;
    const left = Math.max(8, Math.min(box.left, room - tip.offsetWidth - 8));
    const above = box.bottom + tip.offsetHeight + 12 > window.innerHeight && box.top > tip.offsetHeight + 12;
    tip.style.left = `${left + window.scrollX}px`;
    tip.style.top = `${(above ? box.top - tip.offsetHeight - 6 : box.bottom + 6) + window.scrollY}px`;
  };
  const marked = (event) => event.target.closest && event.target.closest('[data-tip]');
  document.addEventListener('pointerover', (e) => { if (e.pointerType === 'mouse' && marked(e)) show(marked(e)); });
  document.addEventListener('pointerout', (e) => { if (e.pointerType === 'mouse' && marked(e)) hide(); });
  document.addEventListener('focusin', (e) => { if (marked(e)) show(marked(e)); else hide(); });
  // A first touch shows the tip, a second follows the link.
  let touched = null;
  document.addEventListener('pointerdown', (e) => { if (e.pointerType === 'touch' && !marked(e)) hide(); });
  document.addEventListener('click', (e) => {
    const target = marked(e);
    if (!target || e.pointerType !== 'touch') return;
    if (touched !== target) { e.preventDefault(); touched = target; show(target); }
  });
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') hide(); });

  // --- links into folded tables, and the place in the contents ---
  const unfold = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    const own = target.querySelector(':scope > details'), closed = own && !own.open ? [own] : [];
    for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) if (!at.open) closed.push(at);
    closed.forEach((folded) => { folded.open = true; });
    if (closed.length) target.scrollIntoView();
  };
  // A figure in a folded section has no width until it is opened.
  document.querySelectorAll('section.folded > details').forEach((folded) => folded.addEventListener('toggle', () => {
    if (folded.open) folded.querySelectorAll('.plot').forEach(draw);
  }));
  window.addEventListener('hashchange', unfold);
  unfold();
  const contents = document.querySelector('nav.contents details');
  if (contents && window.innerWidth < 1100) contents.open = false;
  const links = new Map([...document.querySelectorAll('nav.contents a')].map((a) => [a.hash.slice(1), a]));
  const watch = new IntersectionObserver((entries) => entries.forEach((entry) => {
    const link = links.get(entry.target.id);
    if (link) link.classList.toggle('here', entry.isIntersecting);
  }), { rootMargin: '-10% 0px -80% 0px' });
  document.querySelectorAll('section[id]').forEach((s) => watch.observe(s));

  // --- the tables as a workbook, made into a file when asked for ---
  const workbook = document.getElementById('workbook'), download = document.querySelector('.download a');
  if (workbook && download) {
    download.parentElement.hidden = false;
    download.addEventListener('click', () => {
      const bytes = Uint8Array.from(atob(workbook.textContent.trim()), (c) => c.charCodeAt(0));
      const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
      if (download.href.startsWith('blob:')) URL.revokeObjectURL(download.href);
      download.href = URL.createObjectURL(new Blob([bytes], { type }));
    });
  }
  document.documentElement.dataset.drawn = 'yes';
})();
