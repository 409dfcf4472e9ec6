// On the page of a poll: the same verifier as docs/verify/verify.js, on this page's log or on a file of the visitor's.
(function () {
  "use strict";

  var place = document.getElementById("verify");
  if (!place) return;
  var found = document.getElementById("found");

  function say(lines, state) {
    found.textContent = lines.join("\n");
    found.dataset.state = state;
  }

  function codes() {
    var typed = document.getElementById("codes").value.trim();
    return typed ? typed.split(/[\s,\uff0c\u3001]+/) : [];
  }

  function check(buffer) {
    try {
      say(window.gridbotVerify.report(new Uint8Array(buffer), codes()), "fits");
    } catch (error) {
      say([place.dataset.bad + error.message], "wrong");
    }
  }

  document.getElementById("check").addEventListener("click", function () {
    var request = new XMLHttpRequest();
    request.open("GET", place.dataset.file);
    request.responseType = "arraybuffer";
    request.onload = function () {
      if (request.status === 200) check(request.response);
      else say([place.dataset.network], "wrong");
    };
    request.onerror = function () {
      say([place.dataset.network], "wrong");
    };
    request.send();
  });

  document.getElementById("file").addEventListener("change", function (event) {
    var file = event.target.files[0];
    if (!file) return;
    var reader = new FileReader();
    reader.onload = function () {
      check(reader.result);
    };
    reader.readAsArrayBuffer(file);
  });
})();
