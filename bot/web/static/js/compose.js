// Writing: text and a picture as the chosen person, in the chat one looks at.
import { say } from "./api.js";
import { byId, flash, h, toast } from "./dom.js";
import { t } from "./format.js";
import { avatar } from "./people.js";

const MAX_BYTES = 8 * 1024 * 1024 - 64 * 1024; // the server's limit less the rest of the form

export class Composer {
  #file = null;
  #busy = false;

  constructor(store) {
    this.store = store;
    this.text = byId("say-text");
    this.input = byId("say-file");
    byId("say").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.text.addEventListener("keydown", (event) => this.#key(event));
    this.text.addEventListener("input", () => this.#changed());
    this.text.addEventListener("paste", (event) => this.#attach(event.clipboardData?.files[0], event));
    this.input.addEventListener("change", () => this.#attach(this.input.files[0]));
    byId("preview").querySelector("button").addEventListener("click", () => this.#detach());
    store.on("look", () => this.#show());
  }

  /** Put words into the visitor's mouth; they still send them. */
  suggest(text) {
    this.text.value = text;
    this.#changed();
    const touch = matchMedia("(hover: none)").matches; // a field in focus would cover half the phone with keys
    (touch ? byId("send") : this.text).focus({ preventScroll: true });
    flash(byId("say"), "ready");
  }

  #show() {
    const { store } = this;
    const name = store.nameOf(store.person);
    const who = byId("who");
    who.replaceChildren(avatar(store, store.person), h("span", { class: "who-name" }, t("people.acting", { name })));
    who.setAttribute("aria-label", `${t("people.acting", { name })} · ${t("page.people")}`);
    this.text.placeholder = t("chat.placeholder", { name });
    this.#changed();
  }

  /** Enter sends, Shift+Enter breaks the line; an Enter that ends an input method's word does neither (229: Safari). */
  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #changed() {
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight + 2, 140)}px`;
    const ready = Boolean(this.text.value.trim() || this.#file);
    byId("send").disabled = this.#busy || !ready;
    if (!ready) byId("say").classList.remove("ready");
  }

  #attach(file, event) {
    if (!file) return;
    event?.preventDefault();
    if (file.size > MAX_BYTES) {
      this.#detach();
      toast(t("errors.big"));
      return;
    }
    this.#detach();
    this.#file = file;
    byId("preview").querySelector("img").src = URL.createObjectURL(file);
    byId("preview").hidden = false;
    this.#changed();
  }

  #detach() {
    const image = byId("preview").querySelector("img");
    if (image.src) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
    byId("preview").hidden = true;
    this.#file = null;
    this.input.value = "";
    this.#changed();
  }

  async #send() {
    const text = this.text.value;
    if (this.#busy || !(text.trim() || this.#file)) return;
    const chat = this.store.chats.get(this.store.focus);
    this.#busy = true;
    this.#changed();
    try {
      await say(this.store.person, chat.room?.id ?? null, text, this.#file);
      if (this.text.value === text) this.text.value = "";
      this.#detach();
    } catch (error) {
      toast(error.message);
    } finally {
      this.#busy = false;
      this.#changed();
    }
  }
}
