'use strict';
// Files and folders are added, by dropping or choosing them. A line for each says what became of it.

const fontiUploads = (() => {
  // Characters that change the direction of the text after them are shown as U+FFFD.
  const BIDI_CONTROLS = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

  // The classes of lines by what became of the file. One that is still on its way has none.
  const DONE = 'fonti-upload-done';
  const FAILED = 'fonti-upload-failed';

  // Files whose results the page asks for at a time.
  const MAX_WAITING = 500;

  // Files that are being sent, or wait for that.
  let unsentCount = 0;

  const findAll = (selector) => [...document.querySelectorAll(selector)];
  const findAddArea = () => document.querySelector('.fonti-add');

  Object.assign(fonti.actions, {
    'add-files': () => findAddArea().querySelector('.fonti-files').click(),
    remove: (chosen, data) => forget(data.source),
    delete: (chosen, data) => forget(data.source),
  });

  Object.assign(fonti.updates, {
    'fonti-add': (element) => {
      const input = element.querySelector('.fonti-files');
      input.addEventListener('change', () => {
        addFiles([...input.files]);
        input.value = '';
      });
    },
  });

  function addFiles(files) {
    add(files.map((file) => ({ name: file.name, file })));
  }

  // Show the list of documents, and send files one after another. In place of a `file` there may be the `problem` that
  // hindered reading it.
  async function add(uploads) {
    if (!uploads.length) return;
    fontiSide.open(document.activeElement, fontiSide.DOCUMENTS_TAB);
    const lines = uploads.map(({ name }) => makeLine(name));
    document.querySelector('.fonti-uploads').prepend(...lines);
    showCounts();

    unsentCount += uploads.length;
    for (const [index, { file, problem }] of uploads.entries()) {
      if (file) await send(lines[index], file);
      else describe(lines[index], problem, FAILED);
      unsentCount -= 1;
    }
  }

  function makeLine(name) {
    const line = document.createElement('li');
    line.dataset.name = name.replace(BIDI_CONTROLS, '\ufffd');
    describe(line, findAddArea().dataset.queued);
    return line;
  }

  function describe(line, text, state = '') {
    const name = Object.assign(document.createElement('bdi'), { textContent: line.dataset.name });
    line.replaceChildren(name, `: ${text}`);
    line.className = state;
    showCounts();
  }

  // Say how many files were added, and what became of them.
  function showCounts() {
    const counts = {
      total: findAll('.fonti-uploads li').length,
      done: findAll(`.${DONE}`).length,
      failed: findAll(`.${FAILED}`).length,
    };
    counts.waiting = counts.total - counts.done - counts.failed;

    const line = document.querySelector('.fonti-upload-counts');
    const parts = Object.entries(counts).filter(([, count]) => count);
    line.textContent = parts.map(([part, count]) => line.dataset[part].replace('{count}', count)).join(' · ');
  }

  async function send(line, file) {
    const { tooLarge, maxBytes, uploaded } = findAddArea().dataset;
    if (file.size > Number(maxBytes)) return describe(line, tooLarge, FAILED);

    const reply = await put(file, (fraction) => describe(line, `${Math.round(fraction * 100)} %`));
    if (reply.source === undefined) return describe(line, reply.problem, FAILED);
    line.dataset.source = reply.source;
    if (reply.source !== file.name) line.dataset.name += ` → ${reply.source}`;
    describe(line, uploaded);
    showResults();
    fontiPolling.refreshLater();
  }

  // Send a file, and return its `source`, or the `problem` if it was not stored.
  function put(file, onProgress) {
    return new Promise((resolve) => {
      const { interrupted } = findAddArea().dataset;
      const request = new XMLHttpRequest();
      const { site, collection } = document.querySelector('.fonti-header').dataset;
      const parameters = new URLSearchParams({ lang: document.documentElement.lang, name: file.name });
      if (collection) parameters.set('collection', collection);
      request.open('PUT', `${site}api/v1/documents?${parameters}`);
      request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
      request.onload = () => {
        if (request.status === 401) {
          unsentCount = 0;
          location.reload();
        }
        const { source, detail = interrupted, params } = readJson(request);
        // Messages about a file begin with its name.
        resolve({ source, problem: detail.replace(`${params?.name}: `, '') });
      };
      request.onerror = () => resolve({ problem: interrupted });
      request.send(file);
    });
  }

  // Return the JSON of a response, {} if it has none. A refusal (application/problem+json) has a `detail` for people.
  function readJson(request) {
    const type = request.getResponseHeader('Content-Type') ?? '';
    return /^application\/(problem\+)?json/.test(type) ? JSON.parse(request.responseText) : {};
  }

  function findWaiting() {
    return findAll('.fonti-uploads li[data-source]').filter((line) => !line.className);
  }

  // Return the files that were stored and are neither indexed nor refused yet, as JSON; of many, the first of the lines.
  function listWaiting() {
    return JSON.stringify(findWaiting().slice(0, MAX_WAITING).map((line) => line.dataset.source));
  }

  // Say of each file that waits whether it was indexed, or why it was not, as the list of documents knows it: the results
  // are JSON, "" for an indexed file.
  function showResults() {
    const list = document.querySelector('#fonti-documents .fonti-list');
    const results = new Map(Object.entries(JSON.parse(list?.dataset.uploadResults ?? '{}')));
    for (const line of findWaiting()) {
      const refusal = results.get(line.dataset.source);
      if (refusal !== undefined) describe(line, refusal || findAddArea().dataset.indexed, refusal ? FAILED : DONE);
    }
  }

  // Drop what is said of a file that is taken out of the index.
  function forget(source) {
    for (const line of findAll('.fonti-uploads li[data-source]')) {
      if (line.dataset.source === source) line.remove();
    }
    showCounts();
  }

  // Return the files that were dropped, and those in folders that were, at any depth.
  async function listDropped(dropped) {
    // Read before the first wait, after which the browser forgets what was dropped.
    const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...dropped.files].map((file) => ({ name: file.name, file }));
    if (!entries.some((entry) => entry?.isDirectory)) return files;
    const lists = await Promise.all(entries.filter(Boolean).map(listEntry));
    return lists.flat();
  }

  async function listEntry(entry) {
    const name = entry.fullPath.replace(/^\//, '');
    const { unreadable, emptyFolder } = findAddArea().dataset;
    try {
      if (entry.isFile) return [{ name, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) }];
      const files = [];
      for (const inner of await readFolder(entry)) files.push(...await listEntry(inner));
      return files.length ? files : [{ name, problem: emptyFolder }];
    } catch {
      return [{ name, problem: unreadable }];
    }
  }

  // Return the entries of a folder by their names.
  async function readFolder(folder) {
    // A reader returns some entries at a time, and then none.
    const reader = folder.createReader();
    const entries = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return entries.sort((one, other) => one.name.localeCompare(other.name));
      entries.push(...some);
    }
  }

  // Whether files are dragged that this page can add.
  function areFiles(event) {
    return findAddArea() && event.dataTransfer?.types.includes('Files') && !document.querySelector('dialog[open]');
  }

  function showDropOverlay(isShown) {
    const overlay = document.querySelector('.fonti-drop-overlay');
    if (overlay) overlay.hidden = !isShown;
  }

  // Where the page changes below the mouse, the browser asks it by this event alone whether files may be dropped there.
  document.addEventListener('dragenter', (event) => event.preventDefault());
  // A file that is dropped on a page that cannot add it must not replace the page.
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    if (areFiles(event)) showDropOverlay(true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) showDropOverlay(false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    showDropOverlay(false);
    if (areFiles(event)) listDropped(event.dataTransfer).then(add);
  });

  // Ask before the page is left while files are being sent.
  window.addEventListener('beforeunload', (event) => {
    if (unsentCount) event.preventDefault();
  });

  const isSending = () => unsentCount > 0;

  return { addFiles, isSending, listWaiting, showResults };
})();
