'use strict';
// What the page says of its connection: why an event failed, that the server cannot be reached, that a question waits.

(() => {
  const PROBLEM_MILLISECONDS = 10_000;

  // A question that is not sent after this time is said to wait.
  const SLOW_MILLISECONDS = 1_500;

  // The events that add a question.
  const ASKING_EVENTS = ['ask', 'ask_again', 'ask_next', 'ask_example'];

  // What a proxy answers if it does not reach the server, and what a server answers that is being started.
  const GATEWAY_ERRORS = [502, 503, 504];

  // The questions that are said to wait, by their timers.
  const waitingQuestions = new Set();

  // The browser breaks requests off when it leaves the page.
  let isLeaving = false;
  window.addEventListener('pagehide', () => { isLeaving = true; });
  window.addEventListener('pageshow', () => { isLeaving = false; });

  document.addEventListener('fonti-lost', () => { if (!isLeaving) showNotice('offline', findTexts().offline); });
  document.addEventListener('fonti-reached', () => removeNotice('offline'));

  // Gradio does not show the errors of events. If a request fails, it sends no event any more, and loads the page again when
  // the server answers: it is told that the event alone has failed.
  const originalFetch = window.fetch;
  window.fetch = async (...request) => {
    const url = String(request[0]?.url ?? request[0]);
    if (!url.includes('/gradio_api/run/')) return reloadIfLoggedOut(await originalFetch(...request));

    const { fn_index: event, session_hash: page } = JSON.parse(request[1].body);
    fontiPolling.start(page);
    const waiting = isQuestion(event) && setTimeout(() => {
      waitingQuestions.add(waiting);
      showNotice('slow', findTexts().slow);
    }, SLOW_MILLISECONDS);
    try {
      const response = reloadIfLoggedOut(await originalFetch(...request));
      if (GATEWAY_ERRORS.includes(response.status)) fontiPolling.lose();
      else if (!response.ok) showProblem(response.clone());
      return response;
    } catch {
      fontiPolling.lose();
      return new Response('{}', { status: 503 });
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

  function isQuestion(number) {
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
