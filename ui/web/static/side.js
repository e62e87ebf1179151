'use strict';
// The side of the page: what is opened in its tabs, the way back from there, and that something is being opened.

const fontiSide = (() => {
  const DOCUMENT_TAB = 1;
  const DOCUMENTS_TAB = 2;

  // Milliseconds before the page says that something is being opened: what takes less needs no words.
  const LOADING_DELAY = 200;

  const narrowScreen = window.matchMedia('(max-width: 960px)');

  // What was opened and not closed, the last one at the end: the tab that was shown before, and the element that opened it,
  // which gets the focus back. The browser's history has an entry for each, so that its Back closes it.
  const opened = [];

  let loadingTimer = null;
  let isLoading = false;

  // Whether people went back before what they had opened was there.
  let wasLeft = false;

  function findTabs() {
    return [...document.querySelectorAll('#fonti-side [role=tab]')];
  }

  function currentTab() {
    return findTabs().findIndex((tab) => tab.getAttribute('aria-selected') === 'true');
  }

  function isCovering() {
    return narrowScreen.matches && document.body.classList.contains('fonti-side-open');
  }

  // Show a tab. On a narrow screen the side then covers the conversation.
  function open(opener, tab) {
    const isShown = currentTab() === tab && (isCovering() || !narrowScreen.matches);
    if (!isShown) {
      opened.push({ opener, tab: currentTab(), wasOpen: document.body.classList.contains('fonti-side-open') });
      history.pushState({ fontiOpened: opened.length }, '');
    }
    show(true);
    findTabs()[tab]?.click();
    if (opener && isCovering()) document.querySelector('.fonti-close')?.focus();
  }

  // Show the tab of the document when the document has arrived, unless people have left it.
  function showDocument() {
    if (!wasLeft) open(null, DOCUMENT_TAB);
  }

  // Go back from what was opened last.
  function close() {
    if (opened.length) {
      returnFocus(goBack());
      history.back();
    } else {
      if (currentTab() === DOCUMENT_TAB) findTabs()[DOCUMENTS_TAB]?.click();
      show(false);
      focusQuestion();
    }
  }

  // Show the conversation, if the side covers it.
  function uncover() {
    if (!isCovering()) return;
    const count = opened.length;
    while (opened.length) goBack();
    show(false);
    if (count) history.go(-count);
  }

  // Show again what was shown before the last thing was opened, and return the element that opened it.
  function goBack() {
    const { opener, tab, wasOpen } = opened.pop();
    wasLeft = isLoading;
    findTabs()[tab]?.click();
    show(wasOpen);
    return opener;
  }

  // Focus what opened something, which may be in a tab that Gradio shows some frames later; or else the question.
  function returnFocus(opener, tries = 60) {
    if (!opener?.isConnected || !tries) focusQuestion();
    else if (opener.offsetParent) opener.focus();
    else requestAnimationFrame(() => returnFocus(opener, tries - 1));
  }

  function questionBox() {
    return document.querySelector('#fonti-question textarea, #fonti-question input');
  }

  function focusQuestion() {
    questionBox()?.focus();
  }

  function show(isOpen) {
    document.body.classList.toggle('fonti-side-open', isOpen);
    const covers = isCovering();
    for (const element of document.querySelectorAll('#fonti-main, #fonti-header')) element.inert = covers;

    const side = document.querySelector('#fonti-side');
    if (covers) {
      side.setAttribute('role', 'dialog');
      side.setAttribute('aria-modal', 'true');
    } else {
      side.removeAttribute('role');
      side.removeAttribute('aria-modal');
    }
    side.setAttribute('aria-label', document.querySelector('.fonti-header').dataset.side);
  }

  // Say that a document is being opened, until `hideLoading`.
  function showLoading() {
    hideLoading();
    isLoading = true;
    wasLeft = false;
    loadingTimer = setTimeout(() => {
      const line = document.querySelector('.fonti-loading');
      line.textContent = line.dataset.text;
    }, LOADING_DELAY);
  }

  function hideLoading() {
    clearTimeout(loadingTimer);
    isLoading = false;
    document.querySelector('.fonti-loading').textContent = '';
    return [];
  }

  narrowScreen.addEventListener('change', () => show(document.body.classList.contains('fonti-side-open')));
  window.addEventListener('popstate', (event) => {
    const count = event.state?.fontiOpened ?? 0;
    while (opened.length > count) returnFocus(goBack());
  });

  return { DOCUMENT_TAB, DOCUMENTS_TAB, open, showDocument, close, uncover, questionBox, focusQuestion, showLoading, hideLoading };
})();
