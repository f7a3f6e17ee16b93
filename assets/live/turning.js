/** Turns to the beginning of a lesson's step when it is another one: the page is scrolled there, and Tab goes on from there. */

const shown = new WeakMap();

export default function mount({ parentElement, data }) {
  const before = shown.get(parentElement);
  shown.set(parentElement, data.step);
  if (before !== undefined && before !== data.step) turnTo(parentElement, data.title);
  return () => {};
}

function turnTo(place, title) {
  place.closest("[data-testid=stMain]")?.scrollTo({ top: 0 });
  // Whoever chose the step among the steps goes on there.
  if (document.activeElement?.closest("[role=radiogroup]")) return;
  place.tabIndex = -1;
  place.role = "group";
  place.ariaLabel = title;
  place.style.outline = "none";
  place.focus({ preventScroll: true });
}
