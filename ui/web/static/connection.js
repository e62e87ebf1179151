'use strict';
// What the page says of its connection: why an event failed, that the server cannot be reached, that a question waits.

(() => {
  const PROBLEM_MILLISECONDS = 10_000;

  // A question that is not sent after this time is said to wait.
  const SLOW_MILLISECONDS = 1_500;

  // The events that add a question.
  const ASKING_EVENTS = ['ask', 'ask_again', 'ask_next', 'ask_example'];

  // The questions that are said to wait, by their timers.
  const waitingQuestions = new Set();

  // The browser breaks requests off when it leaves the page.
  let isLeaving = false;
  window.addEventListener('pagehide', () => { isLeaving = true; });
  window.addEventListener('pageshow', () => { isLeaving = false; });

  // Gradio sends no event, which could fail, after it has noticed that the connection is lost.
  window.addEventListener('offline', () => showNotice('offline', findTexts().offline));
  window.addEventListener('online', () => removeNotice('offline'));

  // Gradio does not show the errors of events.
  const originalFetch = window.fetch;
  window.fetch = async (...request) => {
    const url = String(request[0]?.url ?? request[0]);
    if (!url.includes('/gradio_api/run/')) return reloadIfLoggedOut(await originalFetch(...request));

    const { offline, slow } = findTexts();
    const waiting = isQuestion(request[1]) && setTimeout(() => {
      waitingQuestions.add(waiting);
      showNotice('slow', slow);
    }, SLOW_MILLISECONDS);
    try {
      const response = reloadIfLoggedOut(await originalFetch(...request));
      removeNotice('offline');
      if (!response.ok) showProblem(response.clone());
      return response;
    } catch (error) {
      if (!isLeaving) showNotice('offline', offline);
      throw error;
    } finally {
      clearTimeout(waiting);
      waitingQuestions.delete(waiting);
      if (!waitingQuestions.size) removeNotice('slow');
    }
  };

  // Return what the notices say, in the language of the page.
  function findTexts() {
    return document.querySelector('.fonti-header')?.dataset ?? {};
  }

  // If the session has ended, reload the page: the server redirects it to the login, and back.
  function reloadIfLoggedOut(response) {
    if (response.status === 401) location.reload();
    return response;
  }

  function isQuestion(options) {
    const number = JSON.parse(options?.body ?? '{}').fn_index;
    const event = window.gradio_config?.dependencies.find(({ id }) => id === number);
    return ASKING_EVENTS.includes(event?.api_name);
  }

  // Show for a while why an event failed: a message of its handler, or problem details of the server.
  async function showProblem(response) {
    const { error, detail } = await response.json().catch(() => ({}));
    if (!error && !detail) return;
    const notice = showNotice('problem', detail ?? error);
    setTimeout(() => notice.remove(), PROBLEM_MILLISECONDS);
  }

  // Show a notice of a kind in the place of the notice before it; return it.
  function showNotice(kind, text) {
    const shown = document.querySelector('.fonti-problem');
    if (shown?.dataset.kind === kind && shown.textContent === text) return shown;
    shown?.remove();
    const notice = Object.assign(document.createElement('p'), { className: 'fonti-problem', role: 'alert' });
    notice.dataset.kind = kind;
    notice.textContent = text;
    document.querySelector('#fonti-columns')?.append(notice);
    return notice;
  }

  function removeNotice(kind) {
    document.querySelector(`.fonti-problem[data-kind=${kind}]`)?.remove();
  }
})();
