// The page on which somebody votes by their own link. Plain, for the old browser inside WeChat: no modules, no fetch.
(function () {
  "use strict";

  var STATES = ["loading", "paper", "confirm", "done"];
  var KEY = "gridbot-vote";
  var code = "";
  var poll = null;
  var picked = [];
  var words = byId("words").dataset;

  function byId(id) {
    return document.getElementById(id);
  }

  function say(id, text) {
    byId(id).textContent = text;
    byId(id).hidden = !text;
  }

  /** Show one part of the page. */
  function go(state) {
    byId("main").dataset.state = state;
    STATES.forEach(function (each) {
      byId(each).hidden = each !== state;
    });
    say("problem", "");
    byId("retry").hidden = true;
    window.scrollTo(0, 0);
  }

  function problem(text, again) {
    byId("loading").hidden = true;
    say("problem", text);
    byId("retry").hidden = !again;
  }

  /** The code of the link, taken out of the address: a page that is passed on takes it along otherwise. */
  function readCode() {
    var given = location.hash.slice(1, 81); // longer than any code: what follows makes it none, and stays here
    try {
      if (given) sessionStorage.setItem(KEY, given);
      else given = sessionStorage.getItem(KEY) || "";
      history.replaceState(null, "", location.pathname);
    } catch (error) {
      // without storage a reload asks for the link again
    }
    return given;
  }

  function post(path, body, then) {
    var request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("Content-Type", "application/json");
    request.timeout = 20000;
    request.onload = function () {
      var answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch (error) {
        answer = { error: words.network };
      }
      if (request.status === 200) then(answer);
      else problem(answer.error || words.network, request.status >= 500);
      free();
    };
    request.onerror = request.ontimeout = function () {
      problem(words.network, true);
      free();
    };
    request.send(JSON.stringify(body));
  }

  function free() {
    byId("sure").disabled = false;
  }

  function load() {
    code = readCode();
    go("loading");
    post("/vote/paper", { token: code }, function (answer) {
      poll = answer;
      showPaper();
    });
  }

  function showPaper() {
    picked = poll.chosen.slice();
    byId("kind").textContent = poll.kind;
    byId("code").textContent = poll.code;
    byId("question").textContent = poll.title;
    byId("who").textContent = poll.who;
    byId("how").textContent = poll.how;
    say("voted", poll.voted);
    fill("facts", poll.facts.map(function (fact) {
      var item = document.createElement("li");
      item.textContent = fact;
      return item;
    }));
    byId("page").hidden = !poll.page;
    if (poll.page) byId("page").href = poll.page;
    fill("options", poll.options.map(option));
    go("paper");
    var closed = Boolean(poll.refused);
    byId("options").hidden = byId("how").hidden = closed;
    byId("send").hidden = closed || poll.choose === 1;
    if (closed) problem(poll.refused, false);
    mark();
  }

  function fill(id, children) {
    var place = byId(id);
    while (place.firstChild) place.removeChild(place.firstChild);
    children.forEach(function (child) {
      place.appendChild(child);
    });
  }

  function option(label, at) {
    var button = document.createElement("button");
    var number = document.createElement("b");
    button.type = "button";
    number.textContent = at + 1;
    button.appendChild(number);
    button.appendChild(document.createTextNode(label));
    button.addEventListener("click", function () {
      pick(at + 1);
    });
    return button;
  }

  /** One tap chooses where one may be chosen; else it is put in or taken out. */
  function pick(number) {
    if (poll.choose === 1) {
      picked = [number];
      mark();
      confirm();
      return;
    }
    var at = picked.indexOf(number);
    if (at >= 0) picked.splice(at, 1);
    else if (picked.length >= poll.choose) return problem(words.most, false);
    else picked.push(number);
    say("problem", "");
    mark();
  }

  function mark() {
    Array.prototype.forEach.call(byId("options").children, function (button, at) {
      button.setAttribute("aria-pressed", String(picked.indexOf(at + 1) >= 0));
    });
  }

  function confirm() {
    if (picked.length === 0) return problem(words.none, false);
    picked.sort(function (one, other) {
      return one - other;
    });
    fill("chosen", picked.map(function (number) {
      var line = document.createElement("span");
      line.textContent = number + " " + poll.options[number - 1];
      return line;
    }));
    go("confirm");
    byId("sure").focus();
  }

  function cast() {
    byId("sure").disabled = true; // an impatient second tap
    post("/vote/cast", { token: code, choices: picked }, function (answer) {
      if (answer.refused) {
        poll.refused = answer.refused;
        poll.voted = "";
        showPaper();
        return;
      }
      go("done");
      say("said", answer.said);
      say("number", answer.receipt);
      byId("receipt").hidden = !answer.receipt;
      say("until", answer.until);
      byId("title").focus();
    });
  }

  byId("send").addEventListener("click", confirm);
  byId("sure").addEventListener("click", cast);
  byId("back").addEventListener("click", function () {
    go("paper");
  });
  byId("change").addEventListener("click", load);
  byId("retry").addEventListener("click", load);
  window.addEventListener("hashchange", function () {
    if (location.hash.length > 1) load();
  });
  load();
})();
