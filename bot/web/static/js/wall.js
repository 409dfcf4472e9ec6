// The other chats, live side by side. A chat that speaks comes forward into the place of the quietest one; the
// places themselves stay, so that nothing jumps under the eye.
import { ChatView, chatName } from "./chat.js";
import { byId, flash, h, setBadge, setText } from "./dom.js";
import { t, words } from "./format.js";

const PANE_REM = { width: 16.5, height: 15 };

class Pane {
  constructor(store, tools) {
    this.store = store;
    this.view = new ChatView(store, tools);
    this.name = h("span", { class: "pane-name" });
    this.tag = h("span", { class: "pane-tag" });
    this.badge = h("span", { class: "badge", hidden: true });
    this.head = h("button", { type: "button", class: "pane-head" }, this.name, this.tag, this.badge);
    this.head.addEventListener("click", () => openChat(store, this.view.chat));
    this.element = h("article", { class: "pane" }, this.head, this.view.element);
  }

  open(chat) {
    this.view.open(chat);
    setText(this.name, chatName(this.store, chat));
    setText(this.tag, chat.room ? (words("chat.tiers")[chat.room.tier] ?? chat.room.tier) : t("chat.private_tag"));
    this.element.dataset.chat = chat.key;
    this.element.classList.toggle("private", !chat.room);
    this.element.classList.remove("glow");
    this.count();
  }

  count() {
    const unread = this.store.unread(this.view.chat);
    setBadge(this.badge, unread);
    this.badge.title = t("chat.unread", { count: unread });
  }
}

/** Look at a chat as someone who can speak there: the visitor's person, or else the first member. */
export function openChat(store, chat) {
  const able = store.canSpeak(chat) ? store.person : chat.person?.id;
  store.look(able ?? store.person, chat.key);
}

export class Wall {
  #panes = [];

  constructor(store, tools) {
    this.store = store;
    this.tools = tools;
    this.element = byId("wall");
    new ResizeObserver(() => this.#fit()).observe(this.element);
    store.on("messages", (chats) => chats.forEach((chat) => this.#message(chat)));
    store.on("reset", () => this.#reset());
    store.on("look", ({ previous }) => this.#look(previous));
  }

  /** As many places as fit; the quietest chats give way when there are fewer. */
  #fit() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const { clientWidth, clientHeight } = this.element;
    if (!clientWidth || !this.store.loaded) return;
    const columns = Math.max(1, Math.floor(clientWidth / (PANE_REM.width * rem)));
    const rows = Math.max(1, Math.floor(clientHeight / (PANE_REM.height * rem)));
    this.element.style.setProperty("--columns", columns);
    this.element.style.setProperty("--rows", rows);
    const chats = this.#ranked().slice(0, columns * rows);
    if (chats.length === this.#panes.length) return;
    this.#panes = chats.map((chat) => {
      const pane = new Pane(this.store, this.tools);
      pane.open(chat);
      return pane;
    });
    this.element.replaceChildren(...this.#panes.map((pane) => pane.element));
    this.#panes.forEach((pane) => pane.view.toEnd());
  }

  /** Livelier chats first; before anyone spoke, those that the guided row will wake. */
  #ranked() {
    const { store } = this;
    const first = words("guide.first");
    const rank = (chat) => (first.includes(chat.key) ? first.indexOf(chat.key) : first.length);
    return [...store.chats.values()]
      .filter((chat) => chat.key !== store.focus)
      .sort((a, b) => store.lastOf(b) - store.lastOf(a) || rank(a) - rank(b));
  }

  #message(chat) {
    if (chat.key === this.store.focus || !this.#panes.length) return;
    let pane = this.#panes.find((each) => each.view.chat === chat);
    if (pane) {
      pane.view.add();
      pane.count();
    } else {
      pane = this.#panes.reduce((a, b) => (this.store.lastOf(b.view.chat) <= this.store.lastOf(a.view.chat) ? b : a));
      pane.open(chat);
    }
    flash(pane.element, "glow");
  }

  #reset() {
    this.#panes = [];
    this.#fit();
  }

  /** The chat that is looked at now leaves the wall; the one before takes its place. */
  #look(previous) {
    const { store } = this;
    const old = store.chats.get(previous);
    for (const pane of this.#panes) {
      const { chat } = pane.view;
      pane.open(chat.key === store.focus && old.key !== store.focus ? old : chat);
    }
  }
}
