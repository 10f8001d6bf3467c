// Steps through the marks of a query; without it, the links of the list lead to each place.
"use strict";
const named = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
const open = (element) => {
  for (let box = element?.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
};
const contents = document.querySelector("details.contents");
if (contents && matchMedia("(min-width: 60rem)").matches) contents.open = true;

addEventListener("hashchange", () => open(named()));
open(named());

const steps = document.querySelector(".mark-steps");
const marks = [...document.querySelectorAll(".text mark")];
if (steps && marks.length) {
  const [before, after] = steps.querySelectorAll("button");
  const now = steps.querySelector("output");
  let at = 0;

  const show = (to, move = true) => {
    marks[at].removeAttribute("aria-current");
    at = (to + marks.length) % marks.length;
    const mark = marks[at];
    mark.setAttribute("aria-current", "true");
    now.textContent = `${at + 1}/${marks.length}`;
    open(mark);
    const place = mark.getBoundingClientRect();
    const isSeen = place.top >= 0 && place.bottom <= innerHeight - 60;
    if (move && !isSeen) mark.scrollIntoView({ block: "center" });
  };
  // The mark of an address, or the first one behind the division that it names.
  const target = () => {
    const from = named();
    const is = (mark) => mark === from || from.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING;
    return from ? Math.max(0, marks.findIndex(is)) : 0;
  };

  steps.hidden = false;
  before.addEventListener("click", () => show(at - 1));
  after.addEventListener("click", () => show(at + 1));
  addEventListener("hashchange", () => show(target()));
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  show(target(), !cameBack);
}
