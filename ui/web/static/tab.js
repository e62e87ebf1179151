'use strict';
// What the tab stores (in its sessionStorage): for one person, and for one collection.

const fontiTab = (() => {
  const PERSON_KEY = 'fonti-person';
  const collection = location.pathname.match(/\/c\/([\w-]+)\/\w+\/$/)?.[1];

  // Return the key of something that is stored for the collection of the page.
  const key = (name) => (collection ? `${name}:${collection}` : name);

  // The cookie gives no rights: it only tells one person from another. Without accounts there is none.
  const getPerson = () => document.cookie.match(/(?:^|; )fonti-person=(\w*)/)?.[1] ?? '';
  const person = getPerson();
  const isOtherPerson = () => getPerson() !== person;

  // Drop what is stored of a person when another one, or nobody, is logged in.
  if ((sessionStorage.getItem(PERSON_KEY) ?? '') !== person) {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith('fonti-')) sessionStorage.removeItem(name);
    }
    sessionStorage.setItem(PERSON_KEY, person);
  }

  // The browser's back button may show a page as it was before the person logged out.
  window.addEventListener('pageshow', () => { if (isOtherPerson()) location.reload(); });

  return { key, isOtherPerson };
})();
