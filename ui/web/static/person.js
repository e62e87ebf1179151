'use strict';
// Drop what the tab stores of a person when another one, or nobody, is logged in. The cookie gives no rights: it only
// tells one person from another. Without accounts there is none, and nothing is dropped.

const fontiPerson = (() => {
  const KEY = 'fonti-person';

  const current = () => document.cookie.match(/(?:^|; )fonti-person=(\w*)/)?.[1] ?? '';
  const whenLoaded = current();
  const hasChanged = () => current() !== whenLoaded;

  if ((sessionStorage.getItem(KEY) ?? '') !== whenLoaded) {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith('fonti-')) sessionStorage.removeItem(name);
    }
    sessionStorage.setItem(KEY, whenLoaded);
  }

  // The browser's back button may show a page as it was before the person logged out.
  window.addEventListener('pageshow', () => { if (hasChanged()) location.reload(); });

  return { hasChanged };
})();
