'use strict';
// Documents are added (dropped, chosen, or written as a text), and ticked to search only in them.

const fontiSources = (() => {
  // The filter by document, as the page was last told of it.
  let tickedSources = [];

  // The version of the index whose documents are listed.
  let listedVersion = null;

  // Characters of a text that its file is named by, if the text has no title.
  const MAX_NAME = 60;

  // Uploads whose results the page asks for at a time.
  const MAX_WAITING = 500;

  const findAll = (selector) => [...document.querySelectorAll(selector)];
  const findAddArea = () => document.querySelector('.fonti-add');

  Object.assign(fonti.actions, {
    'add-files': () => findAddArea().querySelector('.fonti-files').click(),
    'write-text': () => findAddArea().querySelector('dialog').showModal(),
    'cancel-text': (chosen) => chosen.closest('dialog').close(),
    'add-text': (form, data) => {
      form.closest('dialog').close();
      form.reset();
      addFiles([makeTextFile(data.title.trim(), data.text)]);
    },
    remove: forgetUpload,
    delete: forgetUpload,
  });

  Object.assign(fonti.updates, {
    'fonti-add': (element) => {
      const input = element.querySelector('.fonti-files');
      input.addEventListener('change', () => {
        addFiles([...input.files]);
        input.value = '';
      });
    },
    'fonti-documents': (element) => {
      describeUploads(element.querySelector('.fonti-list')?.dataset.uploadResults);
      showTicks(tickedSources);
      refreshWelcome(element.querySelector('.fonti-list')?.dataset.version);
    },
  });

  // Let the first screen show the documents of a new version of the index.
  function refreshWelcome(version) {
    if (listedVersion && version !== listedVersion) fonti.triggers['fonti-welcome']('refresh', {});
    listedVersion = version ?? listedVersion;
  }

  // Show the list of documents, and upload files there.
  function addFiles(files) {
    if (!files.length) return;
    fontiSide.open(document.activeElement, fontiSide.DOCUMENTS_TAB);
    fonti.whenVisible('.fonti-drop-zone', (zone) => upload(zone, files));
  }

  // Return a text as a file. Its title is its first line and its name, without what would be a folder or a hidden file.
  function makeTextFile(title, text) {
    const firstLine = text.trim().split('\n', 1)[0].slice(0, MAX_NAME);
    const hasTitle = !title || text.trimStart().startsWith(title);
    const content = hasTitle ? text : `${title}\n\n${text}`;
    const name = (title || firstLine).replace(/[/\\]/g, '-').replace(/^[.~$\s]+/, '').trim();
    return new File([content], `${name || findAddArea().dataset.pasted}.txt`, { type: 'text/plain' });
  }

  // Return the files that were dropped, and those in folders that were, at any depth.
  async function listDropped(dropped) {
    // Read before the first wait, after which the browser forgets what was dropped.
    const entries = [...dropped.items].map((item) => item.webkitGetAsEntry?.());
    const files = [...dropped.files];
    if (!entries.some((entry) => entry?.isDirectory)) return files;
    const lists = await Promise.all(entries.filter(Boolean).map(listEntry));
    return lists.flat();
  }

  async function listEntry(entry) {
    if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];

    // A reader returns some entries at a time, and then none.
    const reader = entry.createReader();
    const files = [];
    for (;;) {
      const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (!some.length) return files;
      for (const inner of some) files.push(...await listEntry(inner));
    }
  }

  // Return the uploads of which it is not known whether they are indexed, as JSON; of many, the first that were sent.
  function listWaiting() {
    const lines = findAll('.fonti-uploads [data-waiting]').slice(-MAX_WAITING);
    return JSON.stringify(lines.map((line) => line.dataset.source));
  }

  // Say of each upload that waits whether it was indexed, or why it was not. The results are JSON: "" for an indexed one.
  function describeUploads(json) {
    const results = new Map(Object.entries(JSON.parse(json ?? '{}')));
    const indexed = findAddArea()?.dataset.indexed;
    for (const line of findAll('.fonti-uploads [data-waiting]')) {
      const { source } = line.dataset;
      if (!results.has(source)) continue;
      const refusal = results.get(source);
      line.textContent = `${source}: ${refusal || indexed}`;
      line.className = refusal ? 'fonti-upload-failed' : 'fonti-upload-done';
      delete line.dataset.waiting;
    }
  }

  // Drop what is said of the upload of a document, which is taken out of the index.
  function forgetUpload(chosen, data) {
    const lines = findAll('.fonti-uploads [data-source]');
    lines.find((line) => line.dataset.source === data.source)?.remove();
  }

  // Upload files one after another; a line for each shows its progress and then its result.
  async function upload(zone, files) {
    const list = zone.querySelector('.fonti-uploads');
    for (const file of files) {
      const line = document.createElement('li');
      line.textContent = file.name;
      list.prepend(line);
      const showProgress = (fraction) => { line.textContent = `${file.name} · ${Math.round(fraction * 100)} %`; };
      const { ok, message, source } = await sendFile(file, showProgress);
      // Messages about a file begin with its name.
      line.textContent = !ok && message.includes(file.name) ? message : `${file.name}: ${message}`;
      line.className = ok ? 'fonti-upload-done' : 'fonti-upload-failed';
      if (source === undefined) continue;
      line.dataset.source = source;
      line.dataset.waiting = '';
    }
  }

  function sendFile(file, onProgress) {
    return new Promise((resolve) => {
      const { interrupted, tooLarge, maxBytes } = findAddArea().dataset;
      const refuse = (template) => resolve({ ok: false, message: template.replace('{name}', () => file.name) });
      if (file.size > Number(maxBytes)) return refuse(tooLarge);

      const request = new XMLHttpRequest();
      const { site, collection } = document.querySelector('.fonti-header').dataset;
      const parameters = new URLSearchParams({ lang: document.documentElement.lang, name: file.name });
      if (collection) parameters.set('collection', collection);
      request.open('PUT', `${site}api/v1/documents?${parameters}`);
      request.upload.onprogress = (event) => onProgress(event.loaded / event.total);
      request.onload = () => {
        if (request.status === 401) location.reload();
        const reply = readJson(request);
        const message = reply.message ?? reply.detail;
        if (message === undefined) return refuse(interrupted);
        resolve({ ok: request.status === 202, message, source: reply.source });
      };
      request.onerror = () => refuse(interrupted);
      request.send(file);
    });
  }

  // Return the JSON of a response, {} if it has none. A refusal (application/problem+json) has a `detail` for people.
  function readJson(request) {
    const type = request.getResponseHeader('Content-Type') ?? '';
    return /^application\/(problem\+)?json/.test(type) ? JSON.parse(request.responseText) : {};
  }

  // Return the filter by document after a tick: those that are ticked in the list, and those that it does not show.
  function readTicks(sources) {
    const boxes = findAll('.fonti-tick');
    const listed = new Set(boxes.map((box) => box.value));
    const unlisted = (sources ?? []).filter((source) => !listed.has(source));
    return [...unlisted, ...boxes.filter((box) => box.checked).map((box) => box.value)];
  }

  // Show the filter by document in the list, if the list is shown.
  function showTicks(sources) {
    tickedSources = sources ?? [];
    const area = document.querySelector('.fonti-ticks');
    if (!area) return [];

    const boxes = findAll('.fonti-tick');
    for (const box of boxes) box.checked = tickedSources.includes(box.value);
    const ticked = boxes.filter((box) => box.checked).length;
    const all = area.querySelector('.fonti-tick-all');
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;

    const count = tickedSources.length;
    area.querySelector('[role=status]').textContent = count ? area.dataset.some.replace('{count}', count) : area.dataset.all;
    area.querySelector('[data-do=untick]').hidden = !count;
    return [];
  }

  // Whether files are dragged that this page can add.
  function areFiles(event) {
    return findAddArea() && event.dataTransfer?.types.includes('Files') && !document.querySelector('dialog[open]');
  }

  function showDropOverlay(isShown) {
    const overlay = document.querySelector('.fonti-drop-overlay');
    if (overlay) overlay.hidden = !isShown;
  }

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
    if (areFiles(event)) listDropped(event.dataTransfer).then(addFiles);
  });

  // One click ticks all documents of the list, or none. Before the tick is read: `true` is the phase of capturing.
  document.addEventListener('change', (event) => {
    if (!event.target.matches?.('.fonti-tick-all')) return;
    for (const box of findAll('.fonti-tick')) box.checked = event.target.checked;
  }, true);

  return { readTicks, showTicks, listWaiting };
})();
