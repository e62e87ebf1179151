'use strict';
// What the browser does itself. All other events go through Gradio to the server: see chat/page.py.

const fonti = (() => {
  const reducedMotion = window.matchMedia('(prefers-reduced-motion: reduce)');

  // The last action in the viewer: step, pages, search, before or after.
  let lastViewerAction = '';

  // The height from the scroll position to the end of the viewer, before more is added at the top.
  let heightBelow = 0;

  const ACTIVITY_MILLISECONDS = 10 * 60 * 1000;

  // What triggers the events of a part of the page, by its name.
  const triggers = {};

  // The number of turns, and of those with an answer, when the conversation was last shown.
  let turnCount = 0;
  let answeredCount = 0;
  let isLastPending = false;

  // The state of the conversation that was shown last. The server counts its changes.
  let shownRevision = 0;

  // Where the tab stores the questions of its conversation. Do not rename it: a tab may outlive an update of the server.
  const MEMORY_KEY = fontiTab.key('fonti-said');

  // Where the tab stores the draft of a question, and what the next question is limited to.
  const DRAFT_KEY = fontiTab.key('fonti-draft');
  const SCOPE_KEY = fontiTab.key('fonti-filters');

  // The events that change what the viewer shows, which may take a while.
  const VIEWER_EVENTS = ['cite', 'open', 'step', 'more', 'pages', 'place', 'search', 'search_next'];

  // Where the browser stores the colours that a person chose: light, dark or those of the system.
  const THEME_KEY = 'fonti-theme';
  const darkSystem = window.matchMedia('(prefers-color-scheme: dark)');

  // The scope before a reload. That of the new page, which has no limits at first, is stored in its place.
  const storedScope = sessionStorage.getItem(SCOPE_KEY);

  // Where the browser stores the style of references that is copied.
  const REFERENCE_STYLE_KEY = 'fonti-reference-style';

  // What to focus when the server has changed a limit.
  let focusedLimitButton = null;

  const { questionBox } = fontiSide;
  const findAll = (selector) => [...document.querySelectorAll(selector)];

  function scrollTo(element, block) {
    element.scrollIntoView({ block, behavior: reducedMotion.matches ? 'auto' : 'smooth' });
  }

  // Return what the tab stores of its conversation, as JSON.
  function memory() {
    return sessionStorage.getItem(MEMORY_KEY) ?? '[]';
  }

  // Store what the server, or the list of conversations, says of the conversation of the tab.
  function remember(conversation) {
    sessionStorage.setItem(MEMORY_KEY, conversation);
    document.dispatchEvent(new Event('fonti-remembered'));
  }

  // After a reload, restore the draft and return the scope, as JSON. Gradio itself reloads the page when the server
  // restarts.
  function restoreUnasked() {
    const isReload = performance.getEntriesByType('navigation')[0]?.type === 'reload';
    const draft = isReload && sessionStorage.getItem(DRAFT_KEY);
    if (draft && !questionBox().value) setText(questionBox(), draft);
    return (isReload && storedScope) || '';
  }

  // Return the style in which references are copied.
  function referenceStyle() {
    const select = document.querySelector('.fonti-reference-style select');
    const stored = localStorage.getItem(REFERENCE_STYLE_KEY);
    const isKnown = [...select.options].some((option) => option.value === stored);
    return isKnown ? stored : select.options[0].value;
  }

  // Connect a part of the page: a click on an element with `data-do`, or sending a form with it, does that action here
  // (`actions`) and triggers the event of that name, if the part has it, with the element's data attributes.
  function connect(name, element, trigger, watch, events) {
    element.addEventListener('click', (event) => {
      const chosen = event.target.closest('[data-do]');
      const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
      if (!chosen || chosen.tagName === 'FORM' || opensElsewhere) return;
      event.preventDefault();
      perform(chosen, { ...chosen.dataset });
    });

    element.addEventListener('submit', (event) => {
      const form = event.target;
      // A form without it leads to another page.
      if (!form.dataset.do) return;
      event.preventDefault();
      perform(form, { ...form.dataset, ...Object.fromEntries(new FormData(form)) });
    });

    // A tick is a change, which must not be prevented as a click is.
    element.addEventListener('change', (event) => {
      const { change } = event.target.dataset;
      if (events.includes(change)) trigger(change, {});
    });

    function perform(chosen, data) {
      if (data.confirm && !window.confirm(data.confirm)) return;
      const action = actions[data.do];
      if (action) action(chosen, data);
      if (!events.includes(data.do)) return;
      if (VIEWER_EVENTS.includes(data.do)) fontiSide.showLoading();
      trigger(data.do, data);
    }

    triggers[name] = trigger;
    watch('value', () => updates[name]?.(element));
    updates[name]?.(element);
  }

  // What the browser does, before or instead of the server.
  const actions = {
    // Open a citation, or a document of the list.
    cite: (chosen) => fontiSide.open(chosen, fontiSide.DOCUMENT_TAB),
    open: (chosen) => fontiSide.open(chosen, fontiSide.DOCUMENT_TAB),

    // Show or close the side, where it lies over the conversation.
    panel: (chosen, data) => fontiSide.open(chosen, Number(data.panel)),
    close: () => fontiSide.close(),

    // Ask one document, or edit a question that was asked.
    only: () => {
      fontiSide.uncover();
      fontiSide.focusQuestion();
    },
    edit: () => fontiSide.focusQuestion(),

    // Pin or remove a limit; the button, or the question, gets the focus back.
    pin: (chosen, data) => { focusedLimitButton = `[data-do=pin][data-limit="${CSS.escape(data.limit)}"]`; },
    unlimit: () => { focusedLimitButton = '[data-do=unlimit]'; },

    // Ask a question again, of other documents.
    again: () => fontiSide.uncover(),
    next: () => fontiSide.uncover(),

    // In the viewer: another citation, pages or text, a search, more of the document.
    step: () => { lastViewerAction = 'step'; },
    place: () => { lastViewerAction = 'place'; },
    pages: () => { lastViewerAction = 'pages'; },
    search: () => { lastViewerAction = 'search'; },
    search_next: () => { lastViewerAction = 'search'; },
    more: (chosen, data) => {
      lastViewerAction = data.step < 0 ? 'before' : 'after';
      const scroller = chosen.closest('.fonti-scroll');
      heightBelow = scroller.scrollHeight - scroller.scrollTop;
    },

    // Copy the hidden text beside the button, in the chosen style of references, or the address of a place.
    copy: (chosen) => {
      const text = chosen.parentElement.querySelector(`[data-style="${referenceStyle()}"]`);
      copy(chosen, text.textContent);
    },
    'copy-link': (chosen, data) => copy(chosen, location.origin + location.pathname + data.href),

    help: () => openHelp(),
    'close-help': (chosen) => chosen.closest('dialog').close(),

    // Ask why an answer is of no use.
    'ask-why': (chosen) => {
      const form = chosen.closest('.fonti-reply').querySelector('.fonti-feedback');
      form.hidden = !form.hidden;
      if (!form.hidden) form.querySelector('input').focus();
    },
  };

  // What the browser does after the server has changed a part of the page.
  const updates = {
    'fonti-header': (element) => {
      const choice = element.querySelector('.fonti-theme select');
      choice.value = localStorage.getItem(THEME_KEY) ?? 'system';
      choice.addEventListener('change', () => {
        localStorage.setItem(THEME_KEY, choice.value);
        applyTheme();
      });
      applyTheme();
    },

    'fonti-chat': (element) => {
      const turns = element.querySelector('.fonti-turns');
      if (!turns) return;
      remember(turns.dataset.memory);

      const count = Number(turns.dataset.turns ?? 0);
      document.body.classList.toggle('fonti-has-turns', count > 0);
      const answered = element.querySelectorAll('.fonti-turn:not([data-state=pending])').length;
      const last = element.querySelector('.fonti-turn:last-child');
      // A person who lets early questions be answered again reads at the top.
      if (count && (count !== turnCount || (answered > answeredCount && isLastPending))) scrollTo(last, 'start');
      isLastPending = last?.dataset.state === 'pending';
      if (count > turnCount) clearAskedQuestion(last?.querySelector('.fonti-turn-question'));
      if (answered > answeredCount) restoreRejectedQuestion(last?.querySelector('.fonti-rejected-question'));
      turnCount = count;
      answeredCount = answered;

      // Results can come in another order than they were made: an older one is replaced by the newest.
      const revision = Number(turns.dataset.revision);
      const isPending = element.querySelector('.fonti-turn[data-state=pending]') !== null;
      if (isPending || revision < shownRevision) triggers['fonti-chat']('answer', {});
      shownRevision = revision;
    },

    'fonti-reference-style': (element) => {
      const select = element.querySelector('select');
      select.value = referenceStyle();
      select.addEventListener('change', () => localStorage.setItem(REFERENCE_STYLE_KEY, select.value));
    },

    'fonti-scope': (element) => {
      sessionStorage.setItem(SCOPE_KEY, element.querySelector('.fonti-scope').dataset.scope);
      if (focusedLimitButton) (element.querySelector(focusedLimitButton) ?? questionBox())?.focus();
      focusedLimitButton = null;
    },

    'fonti-viewer': (element) => {
      const opened = element.querySelector('.fonti-document');
      // A link may have opened it, without a click on this page.
      if (opened) fontiSide.showDocument();
      whenVisible('#fonti-viewer .fonti-document', () => scrollViewer(element));
    },
  };

  // Gradio shows the colours of the system unless its page has this class or not.
  function applyTheme() {
    const theme = localStorage.getItem(THEME_KEY) ?? 'system';
    document.body.classList.toggle('dark', theme === 'system' ? darkSystem.matches : theme === 'dark');
  }

  // Gradio follows a change of the system, too; the choice of a person comes after it.
  darkSystem.addEventListener('change', () => setTimeout(applyTheme));

  function openHelp() {
    document.querySelector('.fonti-help')?.showModal();
  }

  // Scroll to what was opened, extended or searched for, and focus it.
  function scrollViewer(element) {
    const scroller = element.closest('.fonti-scroll');
    const action = lastViewerAction;
    lastViewerAction = '';
    if (action === 'before') scroller.scrollTop = scroller.scrollHeight - heightBelow;
    if (action === 'before' || action === 'after') return;

    const isSearch = action === 'search';
    const place = isSearch
      ? '.fonti-in-current-match'
      : '.fonti-in-sentence, .fonti-in-passage, .fonti-page-mark';
    const mark = element.querySelector(place);
    const page = element.querySelector('.fonti-current-page');
    if (mark ?? page) (mark ?? page).scrollIntoView({ block: mark ? 'center' : 'start' });
    else if (!isSearch) scroller.scrollTop = 0;
    if (isSearch) return;

    const focused = action === 'pages' ? '[data-do=pages][aria-pressed=true]' : '.fonti-text, .fonti-pages';
    const target = element.querySelector(focused) ?? element.querySelector('.fonti-document');
    target.focus({ preventScroll: true });
  }

  // Gradio shows the content of a tab some frames after it has added it.
  function whenVisible(selector, action, tries = 60) {
    const element = document.querySelector(selector);
    if (element?.offsetParent) action(element);
    else if (tries) requestAnimationFrame(() => whenVisible(selector, action, tries - 1));
  }

  // Empty the box when its question is in the conversation, unless the person has changed it meanwhile.
  function clearAskedQuestion(asked) {
    const box = questionBox();
    if (asked && box?.value.trim() === asked.textContent) setText(box, '');
  }

  // Put a question that could not be asked back into the box, unless the box has another one.
  function restoreRejectedQuestion(rejected) {
    const box = questionBox();
    if (rejected && box && !box.value) setText(box, rejected.textContent);
  }

  function setText(box, text) {
    box.value = text;
    box.dispatchEvent(new Event('input', { bubbles: true }));
  }

  async function copy(button, text) {
    const isCopied = await writeToClipboard(text);
    button.parentElement.querySelector('.fonti-copied')?.remove();
    const notice = isCopied ? makeCopiedNotice() : makeSelectableText(text);
    button.after(notice);
    if (!isCopied) notice.querySelector('textarea').select();
    else setTimeout(() => notice.remove(), 1500);
  }

  // Return whether a text could be copied. The clipboard API works only on secure pages, and people can forbid it.
  async function writeToClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const focused = document.activeElement;
      const area = Object.assign(document.createElement('textarea'), { value: text });
      document.body.append(area);
      area.select();
      const isCopied = document.execCommand('copy');
      area.remove();
      focused?.focus();
      return isCopied;
    }
  }

  function makeCopiedNotice() {
    const notice = Object.assign(document.createElement('span'), { className: 'fonti-copied fonti-hint', role: 'status' });
    notice.textContent = document.querySelector('.fonti-header').dataset.copied;
    return notice;
  }

  // Return the text in a field, where a person can copy it, with a button that closes the field.
  function makeSelectableText(text) {
    const { copyByHand, close } = document.querySelector('.fonti-header').dataset;
    const notice = Object.assign(document.createElement('div'), { className: 'fonti-copied' });
    const label = Object.assign(document.createElement('label'), { className: 'fonti-hint', textContent: copyByHand });
    label.append(Object.assign(document.createElement('textarea'), { value: text, readOnly: true, rows: 4 }));
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'fonti-button', textContent: close });
    button.addEventListener('click', () => notice.remove());
    notice.append(label, button);
    return notice;
  }

  function download(base64, name) {
    const content = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  // An answer may not have arrived.
  document.addEventListener('fonti-reached', () => {
    if (document.querySelector('.fonti-turn[data-state=pending]')) triggers['fonti-chat']('answer', {});
  });

  window.addEventListener('pagehide', () => sessionStorage.setItem(DRAFT_KEY, questionBox()?.value ?? ''));

  document.addEventListener('keydown', (event) => {
    const isWriting = event.target.closest('input, textarea, select, [contenteditable=true]');
    // A dialog closes by itself.
    if (document.querySelector('dialog[open]')) return;
    if (event.key === 'Escape' && !event.defaultPrevented) return fontiSide.close();
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '/') {
      event.preventDefault();
      fontiSide.uncover();
      fontiSide.focusQuestion();
    }
    if (event.key === '?') openHelp();

    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!step) return;
    if (event.target.matches('.fonti-cite')) {
      const citations = findAll('#fonti-chat .fonti-cite').filter((citation) => citation.offsetParent);
      citations[citations.indexOf(event.target) + step]?.focus();
      event.preventDefault();
    } else if (event.target.matches('.fonti-text, .fonti-pages') && event.key.match(/Left|Right/)) {
      document.querySelector(`#fonti-viewer [data-do=step][data-step="${step}"]`)?.click();
      event.preventDefault();
    }
  });

  // Tell the server now and then that somebody uses the page, or the session would end. The events of a page do not
  // tell: it triggers some by itself.
  let lastActivity = -Infinity;
  function reportActivity() {
    const logout = document.querySelector('.fonti-header form[action$=logout]');
    if (!logout || performance.now() - lastActivity < ACTIVITY_MILLISECONDS) return;
    lastActivity = performance.now();
    fetch(new URL('activity', logout.action), { method: 'POST' }).catch(() => {});
  }
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, reportActivity, { capture: true });

  // Replace the texts that Gradio has only in English.
  new MutationObserver(() => {
    const replacements = JSON.parse(document.querySelector('.fonti-header')?.dataset.gradio ?? '{}');
    for (const [english, replacement] of Object.entries(replacements)) {
      for (const element of findAll(`[aria-label="${english}"]`)) element.setAttribute('aria-label', replacement);
      for (const element of findAll('.toast-wrap *')) {
        if (!element.children.length && element.textContent.trim() === english) element.textContent = replacement;
      }
    }
  }).observe(document, { childList: true, subtree: true });

  return { connect, memory, remember, download, restoreUnasked, whenVisible, actions, updates, triggers };
})();
