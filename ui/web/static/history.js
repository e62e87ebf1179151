'use strict';
// The list of conversations: each is stored whenever it changes, and can be opened again, renamed and deleted.
// Only its questions are stored, as fonti.js remembers them ({ id, turns }); the server answers them again.

const fontiHistory = (() => {
  // The id of the conversation of this tab, once it is stored: if it is deleted elsewhere, it is not stored again.
  const STORED_ID_KEY = fontiTab.key('fonti-stored-id');

  let dialog = null;
  let store = null;

  // Make the page show the conversation that the tab remembers.
  let showRemembered = null;

  // What was last stored, as JSON.
  let lastStored = '';

  // Changes are stored one after another.
  let pending = Promise.resolve();

  const fold = (text) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const first = (selector) => dialog.querySelector(selector);
  const searchBox = () => first('input[type=search]');
  const toTitle = (text) => text.trim().replace(/\s+/g, ' ').slice(0, titleBox().maxLength);
  const titleBox = () => first('template').content.querySelector('input');

  // The conversations of the account that is logged in, on the server: see history/api.py.
  const serverStore = {
    find: async (text) => (await request('GET', `?search=${encodeURIComponent(text)}`)).json(),
    load: async (id) => (await request('GET', `/${id}`)).json(),
    save: (id, title, turns, exists) => request('PUT', `/${id}`, { title, turns }, exists ? { 'If-Match': '*' } : {}),
    rename: (id, title) => request('PATCH', `/${id}`, { title }),
    remove: (id) => request('DELETE', `/${id}`),
  };

  async function request(method, path, body, headers = {}) {
    const response = await fetch(`../conversations${path}`, { method, headers, body: body && JSON.stringify(body) });
    // It was deleted in another window.
    if (response.ok || response.status === 412) return response;
    const type = response.headers.get('Content-Type') ?? '';
    throw new Error(type.startsWith('application/problem+json') ? (await response.json()).detail : '');
  }

  // The conversations of everybody who uses this browser, in the browser.
  const browserStore = {
    key: (id) => `fonti-conversation:${dialog.dataset.namespace}:${id}`,

    load: async (id) => JSON.parse(localStorage.getItem(browserStore.key(id))),

    find: async (text) => {
      const prefix = browserStore.key('');
      const ids = Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length));
      const all = await Promise.all(ids.map(async (id) => ({ id, ...await browserStore.load(id) })));
      const contains = ({ title, turns }) => (
        [title, ...turns.map(([question]) => question)].some((part) => fold(part).includes(fold(text.trim())))
      );
      return all.filter(contains).sort((one, other) => other.changed_at.localeCompare(one.changed_at));
    },

    save: async (id, title, turns, exists) => {
      const before = await browserStore.load(id);
      if (exists && !before) return;
      const all = addTo(before?.turns ?? [], turns);
      if (JSON.stringify(before?.turns) === JSON.stringify(all)) return;
      // The first text may be a mere greeting: it is the title until a question is.
      const hasOwnTitle = before && before.title !== toTitle(before.turns[0][0]);
      const conversation = { title: hasOwnTitle ? before.title : toTitle(title), changed_at: new Date().toISOString(), turns: all };
      localStorage.setItem(browserStore.key(id), JSON.stringify(conversation));
      for (const old of (await browserStore.find('')).slice(dialog.dataset.maxCount)) {
        await browserStore.remove(old.id);
      }
    },

    rename: async (id, title) => {
      const conversation = await browserStore.load(id);
      if (conversation) localStorage.setItem(browserStore.key(id), JSON.stringify({ ...conversation, title }));
    },

    remove: async (id) => localStorage.removeItem(browserStore.key(id)),
  };

  // Return the turns of a conversation after those that it had besides: another tab, a copy of this one, may have asked them.
  function addTo(before, turns) {
    const known = new Set(turns.map(([, , , id]) => id));
    return [...before.filter(([, , , id]) => !known.has(id)), ...turns].slice(-dialog.dataset.maxTurns);
  }

  // Called by the part of the page that has the dialog; `trigger` tells the server that another conversation is opened.
  function connect(element, trigger) {
    dialog = element.querySelector('dialog');
    store = dialog.dataset.store === 'server' ? serverStore : browserStore;
    showRemembered = trigger;

    // Keys do nothing on the page below.
    dialog.addEventListener('keydown', handleKey);
    dialog.addEventListener('click', handleClick);
    dialog.addEventListener('submit', handleSubmit);
    searchBox().addEventListener('input', () => attempt(showList));
    document.addEventListener('fonti-remembered', storeConversation);
    storeConversation();
  }

  // Store the conversation of the page, unless it is as it was.
  function storeConversation() {
    const memory = fonti.memory();
    const { id, title, turns } = JSON.parse(memory);
    if (!turns?.length || memory === lastStored) return;
    if (fontiTab.isOtherPerson()) return location.reload();

    lastStored = memory;
    pending = pending.then(() => attempt(async () => {
      await store.save(id, title, turns, sessionStorage.getItem(STORED_ID_KEY) === id);
      sessionStorage.setItem(STORED_ID_KEY, id);
    }));
  }

  async function open() {
    searchBox().value = '';
    dialog.showModal();
    searchBox().focus();
    await attempt(showList);
  }

  // Do something with the store, and say in the dialog if it fails.
  async function attempt(action) {
    try {
      await action();
      first('[role=alert]').textContent = '';
    } catch (error) {
      first('[role=alert]').textContent = error.message || dialog.dataset.failed;
    }
  }

  async function showList() {
    const text = searchBox().value;
    await pending;
    const conversations = await store.find(text);
    // The text may have changed meanwhile.
    if (text !== searchBox().value) return;

    const { count, none } = dialog.dataset;
    first('[role=status]').textContent = conversations.length ? count.replace('{count}', conversations.length) : none;
    first('ul').replaceChildren(...conversations.map(makeRow));
  }

  function makeRow({ id, title, changed_at }) {
    const row = first('template').content.firstElementChild.cloneNode(true);
    const date = new Date(changed_at);
    const format = { dateStyle: 'long', timeStyle: 'short' };
    row.dataset.id = id;
    row.querySelector('bdi').textContent = title;
    row.querySelector('time').dateTime = changed_at;
    row.querySelector('time').textContent = date.toLocaleString(document.documentElement.lang, format);
    if (id === JSON.parse(fonti.memory()).id) row.querySelector('[data-do=open]').setAttribute('aria-current', 'true');
    for (const button of row.querySelectorAll('.fonti-actions button')) {
      button.setAttribute('aria-label', `${button.textContent}: ${title}`);
    }
    return row;
  }

  function handleKey(event) {
    event.stopPropagation();
    const form = event.target.closest('.fonti-history-rename');
    if (event.key === 'Escape' && form) {
      event.preventDefault();
      stopRenaming(form);
    }
  }

  function handleClick(event) {
    // A click beside the dialog is one on its backdrop.
    if (event.target === dialog) return dialog.close();
    const button = event.target.closest('[data-do]');
    const row = button?.closest('li');
    if (button?.dataset.do === 'close') dialog.close();
    if (button?.dataset.do === 'open') attempt(() => openStored(row.dataset.id));
    if (button?.dataset.do === 'edit') startRenaming(row);
    if (button?.dataset.do === 'delete') attempt(() => remove(row));
  }

  function handleSubmit(event) {
    event.preventDefault();
    const form = event.target;
    const title = form.elements.title?.value.trim();
    if (title) attempt(() => rename(form, title));
  }

  async function openStored(id) {
    const conversation = await store.load(id);
    if (!conversation) return showList();
    remember({ id, turns: conversation.turns });
    dialog.close();
  }

  // Show another conversation on the page.
  function remember(conversation) {
    sessionStorage.setItem(STORED_ID_KEY, conversation.id);
    fonti.remember(JSON.stringify(conversation));
    showRemembered();
  }

  function startRenaming(row) {
    const form = row.querySelector('form');
    form.hidden = false;
    form.elements.title.value = row.querySelector('bdi').textContent;
    form.elements.title.select();
  }

  function stopRenaming(form) {
    form.hidden = true;
    form.closest('li').querySelector('[data-do=edit]').focus();
  }

  async function rename(form, title) {
    const { id } = form.closest('li').dataset;
    await store.rename(id, title);
    await showList();
    first(`li[data-id="${id}"] [data-do=edit]`)?.focus();
  }

  async function remove(row) {
    const { id } = row.dataset;
    const title = row.querySelector('bdi').textContent;
    if (!window.confirm(dialog.dataset.confirm.replace('{title}', () => title))) return;
    await pending;
    await store.remove(id);
    if (id === JSON.parse(fonti.memory()).id) remember({ id: '', turns: [] });
    await showList();
    searchBox().focus();
  }

  return { connect, open };
})();
