'use strict';
// The page asks the server every few seconds whether something has changed. So the server knows that the page is open, and
// the page knows whether the server can be reached: see chat/polling.py.

const fontiPolling = (() => {
  // Milliseconds between two polls. While nothing changes and nobody uses the page, they become more, up to the longest.
  const SHORTEST_DELAY = 3_000;
  const LONGEST_DELAY = 15_000;
  const HIDDEN_DELAY = 30_000;
  const LOST_DELAY = 1_000;

  // A poll that is not answered by then has failed.
  const TIMEOUT = 10_000;

  // The name by which Gradio knows the page.
  let page = null;

  // What the server says of the documents that the page shows; null if they have to be refreshed.
  let shownDocuments = null;

  let visibleDelay = SHORTEST_DELAY;
  let isLost = false;
  let mustReload = false;
  let isPolling = false;
  let timer = 0;

  // Poll from now on.
  function start(name) {
    if (page) return;
    page = name;
    poll();
  }

  async function poll() {
    if (!page || isPolling) return;
    isPolling = true;
    try {
      const body = JSON.stringify({ session_hash: page });
      const response = await fetch('poll', { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT) });
      // Also a proxy may answer, or a server that is being started. One who sends too much has reached the server.
      if (response.ok) arrive(await response.json());
      else if (response.status !== 429) lose();
    } catch {
      lose();
    }
    isPolling = false;
    schedule();
  }

  function schedule() {
    clearTimeout(timer);
    const delay = isLost ? LOST_DELAY : visibleDelay;
    timer = setTimeout(poll, document.hidden ? HIDDEN_DELAY : delay);
  }

  function arrive({ app, documents }) {
    if (isLost) {
      isLost = false;
      document.dispatchEvent(new Event('fonti-reached'));
      // A server that was started again may have another page, and knows nothing of what this one shows. Without a
      // loss, another server behind the same proxy has answered.
      const isLoaded = document.querySelector('.fonti-turns') !== null;
      mustReload ||= app !== window.gradio_config.app_id || !isLoaded;
    }
    visibleDelay = Math.min(1.5 * visibleDelay, LONGEST_DELAY);
    if (mustReload) reload();
    else if (documents !== shownDocuments) refresh(documents);
  }

  // Refresh the documents; `documents` is what the server says of them, if it is known.
  function refresh(documents = null) {
    const trigger = fonti.triggers['fonti-header'];
    if (!trigger) return;
    shownDocuments = documents;
    visibleDelay = SHORTEST_DELAY;
    trigger('refresh', {});
  }

  // Load the page again, if nothing is lost by it now. Its conversation and its draft are restored.
  function reload() {
    if (document.querySelector('dialog[open]') || fontiUploads.isSending()) return;
    location.reload();
  }

  // Note that a request did not reach the server, and poll until one does.
  function lose() {
    isLost = true;
    refreshLater();
    document.dispatchEvent(new Event('fonti-lost'));
  }

  // Refresh the documents after the next poll, whether they have changed or not.
  function refreshLater() {
    shownDocuments = null;
    visibleDelay = SHORTEST_DELAY;
    schedule();
  }

  // Poll at once when somebody uses the page again.
  function noteUse() {
    if (visibleDelay < LONGEST_DELAY) return;
    visibleDelay = SHORTEST_DELAY;
    poll();
  }

  window.addEventListener('offline', lose);
  window.addEventListener('online', poll);
  for (const type of ['pointerdown', 'keydown']) document.addEventListener(type, noteUse, { capture: true });
  document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });

  // What the browser may show again is still open.
  window.addEventListener('pagehide', (event) => {
    if (page && !event.persisted) navigator.sendBeacon('poll', JSON.stringify({ session_hash: page, is_closed: true }));
  });

  return { start, lose, refresh, refreshLater };
})();
