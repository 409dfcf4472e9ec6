// The chat one is in: tabs of the person's chats, the messages, and the list of all chats as a sheet.
import { ChatView, chatName } from "./chat.js";
import { byId, h, setBadge, setText } from "./dom.js";
import { moment, t } from "./format.js";
import { avatar } from "./people.js";
import { openChat } from "./wall.js";

function tabName(store, chat) {
  return chat.room ? chat.room.name : t("chat.private_tab", { bot: store.community.bot.name });
}

export class Focus {
  constructor(store, tools, openSheet) {
    this.store = store;
    this.openSheet = openSheet;
    const jump = byId("jump");
    this.view = new ChatView(store, tools, { live: true, onPin: (pinned) => (jump.hidden = pinned) });
    byId("focus-pane").append(this.view.element);
    jump.addEventListener("click", () => this.view.toEnd());
    byId("all-chats").addEventListener("click", () => this.#list());
    store.on("messages", (chats) => {
      if (chats.has(this.#chat())) this.view.add();
      this.#tabs();
    });
    store.on("reset look", () => {
      this.view.open(this.#chat());
      this.#tabs();
      this.#outsider();
    });
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  #chat() {
    return this.store.chats.get(this.store.focus);
  }

  #seen() {
    if (document.hidden) return;
    this.#chat().seen = this.store.lastOf(this.#chat());
    this.#tabs();
  }

  #tabs() {
    const { store } = this;
    const chats = store.chatsOf(store.person);
    if (!chats.includes(this.#chat())) chats.unshift(this.#chat());
    const tabs = chats.map((chat) => {
      const current = chat.key === store.focus;
      const badge = h("span", { class: "badge" });
      setBadge(badge, store.unread(chat));
      const props = { type: "button", class: "chat-tab", "aria-current": current ? "true" : null };
      return h("button", { ...props, onclick: () => store.look(store.person, chat.key) }, tabName(store, chat), badge);
    });
    byId("chat-tabs").replaceChildren(...tabs);
    byId("chat-tabs").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
    const all = [...store.chats.values()].filter((chat) => store.unread(chat)).length;
    setBadge(byId("all-chats").querySelector(".badge"), all);
    setBadge(byId("bottom").querySelector("[data-tab=chat] .badge"), all);
  }

  /** In a group that the person is not in, one chooses a member instead of writing. */
  #outsider() {
    const { store } = this;
    const chat = this.#chat();
    const outside = !store.canSpeak(chat);
    byId("say").hidden = outside;
    byId("outsider").hidden = !outside;
    if (!outside) return;
    const members = store.membersOf(chat).map((person) =>
      h(
        "button",
        { type: "button", class: "member", onclick: () => store.look(person.id, chat.key) },
        avatar(store, person.id),
        person.name,
      ),
    );
    const line = t("chat.not_member", { name: store.nameOf(store.person) });
    byId("outsider").replaceChildren(h("p", {}, line), h("div", { class: "members" }, members));
  }

  #list() {
    const { store } = this;
    const mine = (chat) => (store.canSpeak(chat) ? 0 : 1);
    const chats = [...store.chats.values()].sort(
      (a, b) => store.lastOf(b) - store.lastOf(a) || mine(a) - mine(b),
    );
    this.openSheet(t("chat.all"), (close) =>
      chats.map((chat) => {
        const last = chat.messages.at(-1);
        const quiet = chat.person ? chat.person.title : t("chat.members", { count: store.membersOf(chat).length });
        const badge = h("span", { class: "badge" });
        setBadge(badge, store.unread(chat));
        const row = h(
          "button",
          { type: "button", class: "chat-row" },
          chat.room ? h("span", { class: "face room" }, [...chat.room.name][0]) : avatar(store, chat.person.id),
          h("span", { class: "chat-row-name" }, chatName(store, chat)),
          h("span", { class: "chat-row-last" }),
          h("span", { class: "chat-row-side" }, last ? moment(last.at, store.state.now) : "", badge),
        );
        setText(row.querySelector(".chat-row-last"), last ? last.text || t("chat.picture_only") : quiet);
        row.addEventListener("click", () => {
          close();
          openChat(store, chat);
        });
        return row;
      }),
    );
  }
}
