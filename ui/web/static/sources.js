'use strict';
// Documents are written as a text, and ticked to search only in them.

const fontiSources = (() => {
  // The filter by document, as the page was last told of it.
  let tickedSources = [];

  // Whether all documents are unticked, also those that the list does not show, and the page does not know it yet.
  let areAllUnticked = false;

  // The version of the index whose documents are listed.
  let listedVersion = null;

  // Characters of a text that its file is named by, if the text has no title.
  const MAX_NAME = 60;

  const findAll = (selector) => [...document.querySelectorAll(selector)];
  const findAddArea = () => document.querySelector('.fonti-add');

  Object.assign(fonti.actions, {
    'write-text': () => findAddArea().querySelector('dialog').showModal(),
    untick: () => {
      areAllUnticked = true;
      // At once, so that a tick that follows does not bring the others back.
      for (const box of findAll('.fonti-tick')) box.checked = false;
      fonti.triggers['fonti-documents']('tick', {});
    },
    'cancel-text': (chosen) => chosen.closest('dialog').close(),
    'add-text': (form, data) => {
      form.closest('dialog').close();
      form.reset();
      fontiUploads.addFiles([makeTextFile(data.title.trim(), data.text)]);
    },
  });

  Object.assign(fonti.updates, {
    'fonti-documents': (element) => {
      fontiUploads.showResults();
      showTicks(tickedSources);
      refreshWelcome(element.querySelector('.fonti-list')?.dataset.version);
    },
  });

  // Let the first screen show the documents of a new version of the index.
  function refreshWelcome(version) {
    if (listedVersion && version !== listedVersion) fonti.triggers['fonti-welcome']('refresh', {});
    listedVersion = version ?? listedVersion;
  }

  // Return a text as a file. Its title is its first line and its name, without what would be a folder or a hidden file.
  function makeTextFile(title, text) {
    const firstLine = text.trim().split('\n', 1)[0].slice(0, MAX_NAME);
    const hasTitle = !title || text.trimStart().startsWith(title);
    const content = hasTitle ? text : `${title}\n\n${text}`;
    const name = (title || firstLine).replace(/[/\\]/g, '-').replace(/^[.~$\s]+/, '').trim();
    return new File([content], `${name || findAddArea().dataset.pasted}.txt`, { type: 'text/plain' });
  }

  // Return the filter by document after a tick: those that are ticked in the list, and those that it does not show.
  function readTicks(sources) {
    if (areAllUnticked) {
      areAllUnticked = false;
      return [];
    }

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

  // One click ticks all documents of the list, or none. Before the tick is read: `true` is the phase of capturing.
  document.addEventListener('change', (event) => {
    if (!event.target.matches?.('.fonti-tick-all')) return;
    for (const box of findAll('.fonti-tick')) box.checked = event.target.checked;
  }, true);

  return { readTicks, showTicks };
})();
