// Building the page from data. Everything from outside becomes a text node or a checked property, never markup.

/** An element with properties, data-* and aria-* attributes and children; null children are left out. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") element.className = value;
    else if (name === "data") Object.assign(element.dataset, value);
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Set the text only where it differs, so that screen readers and selections are left in peace. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function setBadge(badge, count) {
  setText(badge, count > 99 ? "99+" : String(count || ""));
  badge.hidden = !count;
}

/** Play a CSS animation class once, also when it is already there. */
export function flash(element, name) {
  element.classList.remove(name);
  void element.offsetWidth;
  element.classList.add(name);
}

/**
 * Make the children of `parent` follow `items`: kept ones are updated in place, so that transitions run.
 * `create(item)` gives {element, update(item)}; the map `kept` holds them by key between calls.
 */
export function follow(parent, kept, items, key, create) {
  const wanted = new Set(items.map(key));
  for (const [each, part] of kept) {
    if (wanted.has(each)) continue;
    part.element.remove();
    kept.delete(each);
  }
  let before = null;
  for (const item of items) {
    if (!kept.has(key(item))) kept.set(key(item), create(item));
    const part = kept.get(key(item));
    part.update(item);
    const place = before ? before.nextSibling : parent.firstChild;
    if (place !== part.element) parent.insertBefore(part.element, place);
    before = part.element;
  }
}

/** On a narrow screen: show one of the three tabs. */
export function openTab(name) {
  document.body.dataset.tab = name;
  for (const button of byId("bottom").querySelectorAll("button")) {
    if (button.dataset.tab === name) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
  }
}

let toastTimer = 0;

/** One line for a moment, read out at once. */
export function toast(text) {
  const line = byId("toast");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => (line.hidden = true), 4500);
}
