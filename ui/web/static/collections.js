'use strict';
// The menu of the header that leads to the other collections that the person may read.

(() => {
  const findMenu = () => document.querySelector('.fonti-collections');
  const readHeader = () => document.querySelector('.fonti-header').dataset;

  // The menu is filled whenever it opens. The event does not bubble, so it is caught on its way down.
  document.addEventListener('toggle', (event) => {
    if (event.target === findMenu() && event.target.open) fill(event.target);
  }, true);

  document.addEventListener('click', (event) => {
    const menu = findMenu();
    if (menu?.open && !menu.contains(event.target)) menu.open = false;
  });

  document.addEventListener('keydown', (event) => {
    const menu = findMenu();
    if (event.key !== 'Escape' || !menu?.open) return;
    menu.open = false;
    menu.querySelector('summary').focus();
    // The key does nothing else on the page.
    event.preventDefault();
    event.stopPropagation();
  }, true);

  async function fill(menu) {
    const response = await fetch(`${readHeader().site}api/v1/collections`);
    const collections = response.ok ? await response.json() : [];
    menu.querySelector('ul').replaceChildren(...collections.map(({ name }) => makeEntry(name)));
  }

  function makeEntry(name) {
    const { site, collection } = readHeader();
    const link = document.createElement('a');
    link.href = `${site}c/${name}/${document.documentElement.lang}/`;
    link.textContent = name;
    if (name === collection) link.setAttribute('aria-current', 'page');
    const entry = document.createElement('li');
    entry.append(link);
    return entry;
  }
})();
