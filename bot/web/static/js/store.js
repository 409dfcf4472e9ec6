// What the page knows: chats with their messages, requests, polls, the clock; who the visitor is and looks at.

import { parse } from "./format.js";

const NOTHING = { now: null, requests: [], polls: [], next: null };

export const roomKey = (room) => `room:${room}`;
export const privateKey = (person) => `with:${person}`;
const keyOf = (message) => (message.room ? roomKey(message.room) : privateKey(message.with));

/**
 * Emits: "messages" (the set of chats that have new ones), "state", "reset", "look" (person or focus changed), "link".
 * What the stream brings is told once a frame: after a day's jump hundreds of events come at once.
 */
export class Store extends EventTarget {
  constructor(community) {
    super();
    this.community = community;
    this.people = new Map(community.people.map((person) => [person.id, person]));
    this.chats = new Map();
    for (const room of community.rooms) this.#addChat({ key: roomKey(room.id), room, person: null });
    for (const person of community.people) this.#addChat({ key: privateKey(person.id), room: null, person });
    this.state = NOTHING;
    this.person = community.people[0].id;
    this.focus = privateKey(this.person);
    this.linked = false;
    this.loaded = false;
    this.fresh = { chats: new Set(), state: false, asked: false };
  }

  #addChat(chat) {
    this.chats.set(chat.key, { ...chat, messages: [], seen: 0 });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  on(names, listener) {
    for (const name of names.split(" ")) this.addEventListener(name, (event) => listener(event.detail));
  }

  reset(state) {
    this.fresh.chats.clear();
    for (const chat of this.chats.values()) chat.messages = [];
    for (const message of state.messages) this.#chatOf(message)?.messages.push(message);
    for (const chat of this.chats.values()) {
      const last = chat.messages.at(-1)?.n ?? 0;
      chat.seen = this.loaded && chat.key !== this.focus ? Math.min(chat.seen, last) : last;
    }
    this.loaded = true;
    this.#take({ ...NOTHING, ...state });
    this.#emit("reset");
    this.#emit("state");
  }

  apply(event) {
    if (event.type === "message") this.#addMessage(event.message);
    if (event.type !== "state") return;
    this.#take({ ...this.state, ...event });
    this.fresh.state = true;
    this.#soon();
  }

  #soon() {
    if (this.fresh.asked) return;
    this.fresh.asked = true;
    requestAnimationFrame(() => {
      const { chats, state } = this.fresh;
      this.fresh = { chats: new Set(), state: false, asked: false };
      if (chats.size) this.#emit("messages", chats);
      if (state) this.#emit("state");
    });
  }

  #take(state) {
    this.state = state;
    this.told = { now: state.now, at: performance.now() };
  }

  /** The clock runs on like the real one from what the house told last. */
  tick() {
    if (!this.loaded) return;
    const now = new Date(parse(this.told.now) + performance.now() - this.told.at).toISOString().slice(0, 19);
    this.state = { ...this.state, now };
    this.#emit("state");
  }

  #chatOf(message) {
    return this.chats.get(keyOf(message));
  }

  #addMessage(message) {
    const chat = this.#chatOf(message);
    if (!chat || message.n <= (chat.messages.at(-1)?.n ?? 0)) return;
    chat.messages.push(message);
    if (chat.key === this.focus && !document.hidden) chat.seen = message.n;
    this.fresh.chats.delete(chat); // so that the one who spoke last stands last
    this.fresh.chats.add(chat);
    this.#soon();
  }

  setLink(linked) {
    this.linked = linked;
    this.#emit("link");
  }

  unread(chat) {
    let count = 0;
    for (let at = chat.messages.length - 1; at >= 0 && chat.messages[at].n > chat.seen; at -= 1) count += 1;
    return count;
  }

  lastOf = (chat) => chat.messages.at(-1)?.n ?? 0;

  canSpeak(chat, person = this.person) {
    return chat.room ? (this.people.get(person)?.rooms.includes(chat.room.id) ?? false) : chat.person.id === person;
  }

  chatsOf(person) {
    return [...this.chats.values()].filter((chat) => this.canSpeak(chat, person));
  }

  membersOf(chat) {
    return this.community.people.filter((person) => this.canSpeak(chat, person.id));
  }

  nameOf(contact) {
    if (contact === "bot" || contact === this.community.bot.id) return this.community.bot.name;
    return this.people.get(contact)?.name ?? contact ?? "";
  }

  /** Become `person` and look at the chat `key`; without one, at the chat of theirs that has most to tell. */
  look(person, key) {
    const previous = this.focus;
    this.person = person;
    this.focus = key ?? this.#bestFor(person);
    const chat = this.chats.get(this.focus);
    chat.seen = this.lastOf(chat);
    this.#emit("look", { previous });
  }

  #bestFor(person) {
    const chats = this.chatsOf(person);
    const news = chats.filter((chat) => this.unread(chat)).sort((a, b) => this.lastOf(b) - this.lastOf(a));
    if (news.length) return news[0].key;
    if (chats.some((chat) => chat.key === this.focus)) return this.focus;
    return chats.sort((a, b) => this.lastOf(b) - this.lastOf(a))[0].key;
  }
}
