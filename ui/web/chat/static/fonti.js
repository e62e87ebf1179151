'use strict';
// What a page does by itself; the rest is asked of the server, through the events that `wire` tells of.

const fonti = (() => {
  const narrow = window.matchMedia('(max-width: 960px)');
  const still = window.matchMedia('(prefers-reduced-motion: reduce)');
  let returning = null; // what was chosen before the side was opened, to go back to
  let last = ''; // the last thing that was done in the viewer
  let counted = 0, answered = 0; // turns of the conversation, and those that are answered, when it was last shown
  let below = 0; // how much of the viewer lay below its top before more was put there

  const all = (selector) => [...document.querySelectorAll(selector)];
  const scroll = (element, block) => element.scrollIntoView({ block, behavior: still.matches ? 'auto' : 'smooth' });

  function wire(name, element, trigger, watch, events) {
    element.addEventListener('click', (event) => {
      const chosen = event.target.closest('[data-do]');
      if (!chosen || chosen.tagName === 'FORM' || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      act(chosen, { ...chosen.dataset });
    });
    element.addEventListener('submit', (event) => {
      event.preventDefault();
      const form = event.target;
      act(form, { ...form.dataset, ...Object.fromEntries(new FormData(form)) });
    });
    function act(chosen, given) {
      if (given.ask && !window.confirm(given.ask)) return;
      const own = acts[given.do];
      if (own) own(chosen, given);
      if (events.includes(given.do)) trigger(given.do, given);
    }
    watch('value', () => shown[name]?.(element));
    shown[name]?.(element);
  }

  // What is done here, before or instead of asking the server.
  const acts = {
    cite: (chosen) => opening(chosen, 1),
    open: (chosen) => opening(chosen, 1),
    panel: (chosen, given) => opening(chosen, Number(given.panel)),
    close: () => close(),
    only: () => { close(); filters(true); question()?.focus(); },
    again: () => close(),
    step: () => { last = 'step'; },
    pages: () => { last = 'pages'; },
    seek: () => { last = 'seek'; },
    'seek-next': () => { last = 'seek'; },
    wider: (chosen, given) => {
      last = given.step < 0 ? 'before' : 'after';
      const scroller = chosen.closest('.fonti-scroll');
      below = scroller.scrollHeight - scroller.scrollTop;
    },
    copy: (chosen) => copy(chosen, chosen.nextElementSibling.textContent),
    'copy-link': (chosen, given) => copy(chosen, location.origin + location.pathname + given.href),
    'ask-why': (chosen) => {
      const form = chosen.closest('.fonti-said').querySelector('.fonti-why');
      form.hidden = !form.hidden;
      if (!form.hidden) form.querySelector('input').focus();
    },
  };

  // What follows when the server has changed a part of the page.
  const shown = {
    'fonti-chat': (element) => {
      const turns = element.querySelector('.fonti-turns');
      if (!turns) return;
      sessionStorage.setItem('fonti-said', turns.dataset.said);
      const count = Number(turns.dataset.turns ?? 0);
      document.body.classList.toggle('fonti-begun', count > 0);
      const done = element.querySelectorAll('.fonti-turn:not([data-state=looking])').length;
      if (count && (count !== counted || done > answered)) scroll(element.querySelector('.fonti-turn:last-child'), 'start');
      if (count > counted) taken(element.querySelector('.fonti-turn:last-child .fonti-asked'));
      if (done > answered) goBack(element.querySelector('.fonti-turn:last-child .fonti-back'));
      [counted, answered] = [count, done];
    },
    'fonti-viewer': (element) => {
      const opened = element.querySelector('.fonti-document');
      if (opened && narrow.matches) side(true); // it may be a link that opened it
      visible(opened, () => reached(element));
    },
    'fonti-upload': (element) => {
      const input = element.querySelector('input[type=file]');
      const zone = element.querySelector('.fonti-drop');
      input.addEventListener('change', () => { send(zone, [...input.files]); input.value = ''; });
      for (const name of ['dragover', 'dragleave', 'drop']) {
        zone.addEventListener(name, (event) => {
          event.preventDefault();
          zone.classList.toggle('fonti-over', name === 'dragover');
          if (name === 'drop') send(zone, [...event.dataTransfer.files]);
        });
      }
    },
  };

  // What was opened, widened or searched for comes into view, and into the reach of the keyboard.
  function reached(element) {
    const scroller = element.closest('.fonti-scroll');
    if (last === 'before') scroller.scrollTop = scroller.scrollHeight - below;
    if (last !== 'before' && last !== 'after') {
      const place = last === 'seek' ? '.fonti-in-found' : '.fonti-in-sentence, .fonti-in-passage, .fonti-on-page';
      const mark = element.querySelector(place);
      const page = element.querySelector('.fonti-here');
      if (mark ?? page) (mark ?? page).scrollIntoView({ block: mark ? 'center' : 'start' });
      else if (last !== 'seek') scroller.scrollTop = 0;
      const focused = last === 'pages' ? '[data-do=pages][aria-pressed=true]' : '.fonti-text, .fonti-pages';
      if (last !== 'seek') (element.querySelector(focused) ?? element.querySelector('.fonti-document')).focus({ preventScroll: true });
    }
    last = '';
  }

  // A tab shows what is in it a moment after that is there.
  function visible(element, then, tries = 60) {
    if (element?.offsetParent) then();
    else if (element && tries) requestAnimationFrame(() => visible(element, then, tries - 1));
  }

  function question() { return document.querySelector('#fonti-question textarea, #fonti-question input'); }

  // A question that is in the conversation is written no more where it was asked, unless it was changed by now.
  function taken(asked) {
    const box = question();
    if (asked && box?.value.trim() === asked.textContent) write(box, '');
  }

  // A question that could not be asked is written again where it can be changed, unless another is there by now.
  function goBack(asked) {
    const box = question();
    if (asked && box && !box.value) write(box, asked.textContent);
  }

  function write(box, text) {
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function filters(open) {
    const label = document.querySelector('#fonti-filters > button, #fonti-filters .label-wrap');
    if (label && label.classList.contains('open') !== open) label.click();
  }

  function opening(chosen, panel) {
    returning = chosen;
    side(true);
    all('#fonti-side [role=tab]')[panel]?.click();
    if (narrow.matches) document.querySelector('.fonti-close')?.focus();
  }

  function close() {
    if (history.state?.fonti) history.back(); // the way back leads past the side that was opened
    side(false);
    if (returning?.isConnected && returning.offsetParent) returning.focus();
    else question()?.focus();
    returning = null;
  }

  // The side lies over the conversation where there is no room beside it; the way back closes it.
  function side(open) {
    const over = open && narrow.matches;
    if (over && !document.body.classList.contains('fonti-side-open')) history.pushState({ fonti: 'side' }, '');
    document.body.classList.toggle('fonti-side-open', open);
    for (const below of all('#fonti-main, #fonti-top')) below.inert = over;
    const aside = document.querySelector('#fonti-side');
    if (over) Object.entries({ role: 'dialog', 'aria-modal': 'true' }).forEach((told) => aside.setAttribute(...told));
    else ['role', 'aria-modal'].forEach((told) => aside.removeAttribute(told));
    aside.setAttribute('aria-label', document.querySelector('.fonti-top').dataset.side);
  }
  narrow.addEventListener('change', () => side(document.body.classList.contains('fonti-side-open')));
  window.addEventListener('popstate', () => side(false));

  async function copy(chosen, text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch { // not a secure page: the old way
      const area = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
      chosen.focus();
    }
    chosen.dataset.words ??= chosen.textContent;
    chosen.setAttribute('aria-live', 'polite');
    chosen.textContent = document.querySelector('.fonti-top').dataset.copied;
    setTimeout(() => { chosen.textContent = chosen.dataset.words; }, 1500);
  }

  function download(text, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // Files go one after another, each told of in a line of its own.
  async function send(zone, files) {
    const list = zone.querySelector('.fonti-sent');
    for (const file of files) {
      const line = document.createElement('li');
      line.textContent = file.name;
      list.prepend(line);
      const [ok, told] = await put(file, (share) => { line.textContent = `${file.name} · ${Math.round(share * 100)} %`; });
      line.textContent = `${file.name}: ${told}`;
      line.className = ok ? 'fonti-sent-well' : 'fonti-sent-badly';
    }
  }

  function put(file, progress) {
    return new Promise((resolve) => {
      const { broken, large, most } = document.querySelector('.fonti-drop').dataset;
      if (file.size > Number(most)) return resolve([false, large]);
      const request = new XMLHttpRequest();
      const lang = document.documentElement.lang;
      request.open('PUT', `/documents?lang=${lang}&name=${encodeURIComponent(file.name)}`);
      request.upload.onprogress = (event) => progress(event.loaded / event.total);
      request.onload = () => {
        if (request.status === 401) location.reload();
        const told = request.getResponseHeader('Content-Type')?.startsWith('application/json') && JSON.parse(request.responseText);
        resolve([request.status === 200, told ? told.told : broken]);
      };
      request.onerror = () => resolve([false, broken]);
      request.send(file);
    });
  }

  // What is dropped beside its place does not take the page away.
  for (const name of ['dragover', 'drop']) document.addEventListener(name, (event) => event.preventDefault());

  document.addEventListener('keydown', (event) => {
    const writing = event.target.closest('input, textarea, select, [contenteditable=true]');
    if (event.key === 'Escape' && !event.defaultPrevented) return close();
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') {
      event.preventDefault();
      close();
      question()?.focus();
    }
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    if (event.target.matches('.fonti-cite')) {
      const cites = all('#fonti-chat .fonti-cite').filter((cite) => cite.offsetParent);
      cites[cites.indexOf(event.target) + step]?.focus();
      event.preventDefault();
    } else if (event.target.matches('.fonti-text, .fonti-pages') && event.key.match(/Left|Right/)) {
      document.querySelector(`#fonti-viewer [data-do=step][data-step="${step}"]`)?.click();
      event.preventDefault();
    }
  });

  // Who is no longer logged in is led to the login, and back.
  const fetched = window.fetch;
  window.fetch = async (...asked) => {
    const reply = await fetched(...asked);
    if (reply.status === 401) location.reload();
    return reply;
  };

  // Words of Gradio's own that it has in English alone.
  new MutationObserver(() => {
    const words = JSON.parse(document.querySelector('.fonti-top')?.dataset.gradio ?? '{}');
    for (const [english, own] of Object.entries(words)) {
      for (const named of all(`[aria-label="${english}"]`)) named.setAttribute('aria-label', own);
      for (const toast of all('.toast-wrap *')) {
        if (!toast.children.length && toast.textContent.trim() === english) toast.textContent = own;
      }
    }
  }).observe(document, { childList: true, subtree: true });

  return { wire, download };
})();
