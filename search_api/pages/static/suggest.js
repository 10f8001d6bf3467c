// Suggestions below the search box, an ARIA combobox with a listbox. Without this script the box still searches.
"use strict";
(() => {
  const PAUSE_MS = 120; // in typing, before asking
  const COMPOSING_PAUSE_MS = 400; // while an input method composes a word
  const MAX_LETTERS = 200; // longer queries are pasted

  const input = document.querySelector("form[role=search] input[name=q]");
  if (!input) return;
  const words = JSON.parse(input.dataset.suggest);
  const language = new URLSearchParams(location.search).get("lang");
  let options = [];
  let active = -1;
  let timer = 0;
  let request = new AbortController();

  const element = (tag, attributes, ...content) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...content);
    return made;
  };
  const list = element("div", { id: "suggestions", role: "listbox", "aria-label": words.list, hidden: "" });
  const status = element("p", { class: "unseen", role: "status" });
  input.parentElement.append(list, status);
  const states = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);

  // Marks count code points, not UTF-16 units.
  const marked = (text, marks) => {
    const letters = Array.from(text);
    const parts = [];
    let end = 0;
    for (const [from, to] of marks) {
      parts.push(letters.slice(end, from).join(""), element("mark", {}, letters.slice(from, to).join("")));
      end = to;
    }
    return [...parts, letters.slice(end).join("")];
  };

  const activate = (number) => {
    options[active]?.setAttribute("aria-selected", "false");
    active = number;
    const option = options[active];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", option.id);
    } else input.removeAttribute("aria-activedescendant");
  };

  const open = (shown) => {
    list.hidden = !shown;
    input.setAttribute("aria-expanded", String(shown));
    activate(-1);
  };

  const close = () => {
    clearTimeout(timer);
    request.abort();
    open(false);
    status.textContent = "";
  };

  const optionOf = ({ type, text, marks, page }) => {
    const address = new URL(page, location.origin);
    if (language) address.searchParams.set("lang", language);
    const attributes = { role: "option", "aria-selected": "false", tabindex: "-1", href: address.href };
    const option = element("a", attributes, ...marked(text, marks));
    option.addEventListener("click", (event) => {
      close();
      if (type !== "phrase" || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault(); // the form searches for it with the filters that it repeats
      input.value = text;
      input.form.requestSubmit();
    });
    return option;
  };

  const show = (suggestions) => {
    const groups = new Map();
    for (const suggestion of suggestions) {
      const { type } = suggestion;
      groups.set(type, [...(groups.get(type) ?? []), optionOf(suggestion)]);
    }
    options = Array.from(groups.values()).flat();
    options.forEach((option, number) => (option.id = `suggestion-${number}`));
    list.replaceChildren(
      ...Array.from(groups, ([type, members]) => {
        const label = element("div", { id: `suggested-${type}`, role: "presentation" }, words[type]);
        return element("div", { role: "group", "aria-labelledby": label.id }, label, ...members);
      }),
    );
    open(options.length > 0);
    status.textContent = options.length ? words.count.replace("{count}", options.length) : "";
  };

  // `step`: of the arrow key that asks, 1 for the first suggestion, -1 for the last.
  const ask = async (step) => {
    const typed = input.value;
    request.abort();
    request = new AbortController();
    if (!typed.trim() || typed.length > MAX_LETTERS) return close();
    const { signal } = request;
    try {
      const answer = await fetch(`/v1/suggest?${new URLSearchParams({ q: typed })}`, { signal });
      const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
      if (signal.aborted || input.value !== typed || document.activeElement !== input) return;
      show(suggestions);
      if (step) activate(step > 0 ? 0 : options.length - 1);
    } catch {
      if (!signal.aborted) close(); // the search will say why
    }
  };

  const askSoon = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause, 0);
  };

  const toText = () => activate(-1); // the key itself moves the cursor there
  const keys = {
    Home: toText,
    End: toText,
    ArrowLeft: toText,
    ArrowRight: toText,
    ArrowDown: (event) => move(event, 1),
    ArrowUp: (event) => move(event, -1),
    Escape: (event) => {
      event.preventDefault();
      if (list.hidden) input.value = "";
      close();
    },
    Enter: (event) => {
      if (active < 0) return close();
      event.preventDefault();
      options[active].click();
    },
    Tab: close,
  };

  const move = (event, step) => {
    event.preventDefault();
    if (list.hidden) ask(event.altKey ? 0 : step);
    else if (event.altKey) close();
    else if (step > 0) activate((active + 1) % options.length);
    else activate(active > 0 ? active - 1 : options.length - 1);
  };

  input.addEventListener("keydown", (event) => {
    if (!event.isComposing) keys[event.key]?.(event); // keys belong to an input method while it composes
  });
  input.addEventListener("input", (event) => askSoon(event.isComposing ? COMPOSING_PAUSE_MS : PAUSE_MS));
  input.addEventListener("compositionend", () => askSoon(PAUSE_MS));
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
})();
