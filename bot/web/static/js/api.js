// The wire: four reads, two writes, a question, one stream.
import { t } from "./format.js";

const HEADERS = { "X-Gridbot": "1" };

export async function read(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.json();
}

/** Post, and throw an Error with one Chinese line for the visitor where it was not taken. */
async function post(path, body, headers) {
  let answer;
  try {
    answer = await fetch(path, { method: "POST", body, headers: { ...HEADERS, ...headers } });
  } catch {
    throw new Error(t("errors.network"));
  }
  if (answer.ok) return answer;
  const reason = await answer.json().catch(() => ({}));
  throw new Error(typeof reason.error === "string" ? reason.error : t("errors.network"));
}

export function say(person, room, text, file) {
  const form = new FormData();
  form.append("from", person);
  form.append("room", room ?? "");
  form.append("text", text);
  if (file) form.append("file", file);
  return post("/api/say", form);
}

export const advance = (move) =>
  post("/api/advance", JSON.stringify(move), { "Content-Type": "application/json" });

/** What the bot would do with a sentence (`Why` in bot/web/house.py). */
export async function why(person, room, text) {
  const body = JSON.stringify({ from: person, room, text });
  const answer = await post("/api/why", body, { "Content-Type": "application/json" });
  return answer.json();
}

/**
 * Keep `store` equal to the house. At every (re)connect the whole state is read after the stream stands; what the
 * stream tells meanwhile waits and is applied after it, so nothing is missed and nothing goes backwards.
 */
export function follow(store) {
  let stream = null;
  let waiting = null;
  const restart = () => {
    stream.close();
    store.setLink(false);
    setTimeout(open, 2000);
  };
  async function open() {
    stream = new EventSource("/api/events");
    const own = stream;
    own.onopen = async () => {
      waiting = [];
      try {
        const state = await read("/api/state");
        if (own !== stream) return;
        store.reset(state);
        for (const event of waiting) store.apply(event);
        waiting = null;
        store.setLink(true);
      } catch {
        if (own === stream) restart();
      }
    };
    own.onmessage = ({ data }) => {
      const event = JSON.parse(data);
      if (waiting) waiting.push(event);
      else store.apply(event);
    };
    own.onerror = () => (own.readyState === EventSource.CLOSED ? restart() : store.setLink(false));
  }
  open();
}
