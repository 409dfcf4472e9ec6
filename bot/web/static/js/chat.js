// One chat as bubbles: the last ones only, with a button for earlier ones; it stays at the end unless one scrolls up.
import { h } from "./dom.js";
import { minutesBetween, moment, t } from "./format.js";
import { avatar } from "./people.js";

const WINDOW = 200;
const FACES = 7; // in a chat where nobody has spoken yet
const GAP_MINUTES = 5; // a time line after so long a silence, as people know it from their phones

const escapeRegExp = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Finds @names of the community and codes in brackets (U+3010, U+3011). */
export function tokenPattern(community) {
  const names = [community.bot.name, ...community.people.map((person) => person.name)];
  const known = names.sort((a, b) => b.length - a.length).map(escapeRegExp);
  return new RegExp(`(@(?:${known.join("|")}|[\\p{L}\\p{N}_-]{1,16}(?=\\s|$)))|(\\u3010([\\w-]{1,12})\\u3011)`, "gu");
}

/** The text as nodes: mentions are marked, codes are buttons that show the card. */
function inline(text, store, pattern, onCode) {
  const nodes = [];
  let end = 0;
  const own = `@${store.nameOf(store.person)}`;
  for (const match of text.matchAll(pattern)) {
    nodes.push(text.slice(end, match.index));
    const [all, mention, , code] = match;
    if (mention) nodes.push(h("span", { class: mention === own ? "mention me" : "mention" }, all));
    else {
      const label = t("chat.code", { code });
      nodes.push(h("button", { type: "button", class: "code", onclick: () => onCode(code), "aria-label": label }, all));
    }
    end = match.index + all.length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((node) => node !== "");
}

export class ChatView {
  #start = 0; // the first message that is shown
  #end = 0; // the one after the last
  #pinned = true;

  /** `tools` is {pattern, onCode, onPicture}; `live` marks the one chat that screen readers follow. */
  constructor(store, tools, { live = false, onPin = () => {} } = {}) {
    this.store = store;
    this.tools = tools;
    this.onPin = onPin;
    this.chat = null;
    this.element = h("div", { class: "messages", tabIndex: 0, role: live ? "log" : "group" });
    this.element.addEventListener("scroll", () => this.#notePin(), { passive: true });
    new ResizeObserver(() => this.#settle()).observe(this.element);
  }

  open(chat) {
    this.chat = chat;
    this.element.setAttribute("aria-label", chatName(this.store, chat));
    this.#start = Math.max(0, chat.messages.length - WINDOW);
    this.#pinned = true;
    this.#render();
  }

  /** Show the messages that have come since. */
  add() {
    const { messages } = this.chat;
    if (messages.slice(this.#end).some((message) => message.from === this.store.person)) this.#pinned = true;
    if (this.#pinned && messages.length - this.#start > 2 * WINDOW) {
      this.open(this.chat);
      return;
    }
    this.element.querySelector(".empty")?.remove();
    this.element.append(...this.#until(this.#end, true));
    this.#end = messages.length;
    this.#settle();
  }

  toEnd() {
    this.#pinned = true;
    this.#settle();
  }

  #notePin() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    this.#pinned = scrollHeight - scrollTop - clientHeight < 48;
    this.onPin(this.#pinned);
  }

  #settle() {
    if (this.#pinned) this.element.scrollTop = this.element.scrollHeight;
    this.onPin(this.#pinned);
  }

  #render() {
    const { messages } = this.chat;
    const nodes = messages.length ? this.#until(this.#start, false) : [this.#empty()];
    if (this.#start) nodes.unshift(this.#earlier());
    this.element.replaceChildren(...nodes);
    this.#end = messages.length;
    this.#settle();
  }

  /** The messages from the one at `first` to the last, as nodes. */
  #until(first, fresh) {
    const { messages } = this.chat;
    return messages.slice(first).flatMap((message, offset) => {
      const at = first + offset;
      return this.#nodes(message, at > this.#start ? messages[at - 1] : null, fresh);
    });
  }

  #earlier() {
    const count = Math.min(WINDOW, this.#start);
    const onclick = () => {
      const below = this.element.scrollHeight - this.element.scrollTop;
      this.#start -= count;
      this.#pinned = false;
      this.#render();
      this.element.scrollTop = this.element.scrollHeight - below;
    };
    return h("button", { type: "button", class: "earlier", onclick }, t("chat.earlier", { count }));
  }

  #empty() {
    const bot = this.store.community.bot.name;
    const { person } = this.chat;
    const line = person ? t("chat.empty_private", { bot, name: person.name }) : t("chat.welcome", { bot });
    const members = this.store.membersOf(this.chat).slice(0, FACES);
    const faces = ["bot", ...members.map((member) => member.id)].map((contact) => avatar(this.store, contact));
    const lines = [h("p", {}, t("chat.empty")), h("p", {}, line)];
    return h("div", { class: "empty" }, h("div", { class: "faces" }, faces), lines);
  }

  #nodes(message, before, fresh) {
    const nodes = [];
    if (!before || minutesBetween(before.at, message.at) >= GAP_MINUTES) {
      nodes.push(h("p", { class: "when" }, moment(message.at, this.store.state.now)));
    }
    nodes.push(message.from === null ? h("p", { class: "system" }, message.text) : this.#bubble(message, fresh));
    return nodes;
  }

  #bubble(message, fresh) {
    const { store, tools } = this;
    const isBot = message.from === "bot" || message.from === store.community.bot.id;
    const own = message.from === store.person || message.from === this.chat.person?.id; // their phone, their side
    const kind = `msg${own ? " own" : ""}${isBot ? " bot" : ""}${fresh ? " fresh" : ""}`;
    const body = h("div", { class: "body" }, h("span", { class: "by" }, message.name || store.nameOf(message.from)));
    if (message.text) {
      body.append(h("div", { class: "bubble" }, inline(message.text, store, tools.pattern, tools.onCode)));
    }
    if (message.file) body.append(this.#picture(message));
    return h("div", { class: kind }, avatar(store, isBot ? "bot" : message.from, message.name), body);
  }

  #picture(message) {
    const alt = t("chat.picture_of", { name: message.name || this.store.nameOf(message.from) });
    const src = `/files/${encodeURIComponent(message.file)}`;
    const image = h("img", { alt, loading: "lazy", onload: () => this.#settle() });
    image.src = src;
    return h("button", { type: "button", class: "shot", onclick: () => this.tools.onPicture(src, alt) }, image);
  }
}

export function chatName(store, chat) {
  return chat.room ? chat.room.name : t("chat.private", { name: chat.person.name, bot: store.community.bot.name });
}
