// A click on a quote's number asks the server for its passage, and the page follows to it.
document.addEventListener('click', (event) => {
  const link = event.target.closest('a[href*="#cite-"]');
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  trigger('cite', { cite: link.getAttribute('href').split('#cite-')[1] });
}, true);

watch('value', () => {
  const card = element.querySelector('.fonti-opened');
  if (!card) return;
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  card.scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
  card.focus({ preventScroll: true });
});
