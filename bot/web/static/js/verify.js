/* Recounts a published poll (表决) offline: node verify.js V3.jsonl [指纹 or 回执 ...]

   The same checks as verify.py beside it; the page of a poll runs this very file in the browser, also an old one.
   Needs nothing else: SHA-256 is below, because browsers have theirs on https pages only. */
"use strict";

var gridbotVerify = (function () {
  var OPEN = "format code title kind options choose unit secret rule rule_text eligible opened_at opens_at deadline";
  var ENDS = ["close", "cancel"];
  var ZEROS = new Array(65).join("0");

  function need(fits, words) {
    if (!fits) throw new Error(words);
  }

  function holds(line, names) {
    var wanted = ["n", "prev", "hash", "type"].concat(names.split(" ")).sort().join();
    need(Object.keys(line).sort().join() === wanted, "字段不对");
  }

  function moment(words) {
    need(/^\d{4}(-\d\d){2}T\d\d(:\d\d){2}[+-]\d\d:\d\d$/.test(words), "时间不对");
    var found = Date.parse(words);
    need(!isNaN(found), "时间不对");
    return found;
  }

  /** The one way to write a value: sorted names, no spaces, whole numbers only. */
  function canonical(value) {
    if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
    if (value !== null && typeof value === "object") {
      var parts = Object.keys(value).sort().map(function (name) {
        return JSON.stringify(name) + ":" + canonical(value[name]);
      });
      return "{" + parts.join(",") + "}";
    }
    need(typeof value !== "number" || (Number.isSafeInteger(value) && !Object.is(value, -0)), "数目不对");
    return JSON.stringify(value);
  }

  /** A line can be written in one way only, and its hash ties it to all lines before. */
  function read(raw, number, before) {
    var line = JSON.parse(raw);
    need(canonical(line) === raw, "不是规定的写法");
    need(line.n === number && line.prev === before, "和前一行接不上：有增减或调换");
    var content = Object.assign({}, line);
    delete content.hash;
    need(sha256(new TextEncoder().encode(canonical(content))) === line.hash, "这一行被改过");
    return line;
  }

  /** In whole numbers: products of areas and fractions stay far below 2^53. Nobody is no part. */
  function reaches(part, whole, fraction) {
    var left = part * fraction.den;
    var right = whole * fraction.num;
    return part > 0 && (fraction.over ? left > right : left >= right);
  }

  /** What the lines say so far. `counted`: of each voter, the ballot that counts. */
  function Poll(line) {
    this.head = line;
    this.counted = new Map();
    this.tooLate = 0;
    this.receipt = "";
    this.owner = line.unit === "owner";
    this.begin = moment(line.opens_at);
    this.end = moment(line.deadline);
    need(moment(line.opened_at) <= this.begin && this.begin < this.end, "时间的先后不对");
  }

  Poll.prototype.open = function (line) {
    holds(line, OPEN + (this.owner ? " area" : "") + ("replaces" in line ? " replaces" : ""));
    need(line.format === "gridbot-poll/1", "不是这种表决的记录");
    need(["person", "household", "owner"].indexOf(line.unit) >= 0, "计票单位不对");
    need(1 <= line.choose && line.choose <= line.options.length && line.options.length > 1, "选项的个数不对");
    need(["taking_part", "eligible"].indexOf(line.rule.base) >= 0, "规则不对");
  };

  Poll.prototype.ballot = function (line) {
    var secret = this.head.secret;
    holds(line, secret ? "receipt choices" : "voter choices how at" + (this.owner ? " area" : ""));
    var voter = secret ? line.receipt : line.voter;
    if (secret) {
      need(voter > this.receipt, "回执重复，或没有按顺序排列");
      this.receipt = voter;
    } else {
      need(this.begin <= moment(line.at) && moment(line.at) < this.end, "这一票不在投票时间里");
    }
    var there = this.places().filter(function (place) {
      return line.choices.indexOf(place) >= 0;
    }).slice(0, this.head.choose);
    var withdrawn = there.length === 0 && this.counted.has(voter); // 撤回: the ballot before counts no more
    need((there.length > 0 || withdrawn) && canonical(line.choices) === canonical(there), "没有这样的选法");
    if (this.owner) {
      var before = this.counted.get(voter) || line;
      need(line.area > 0 && line.area === before.area, "面积不对，或前后不一样");
    }
    if (withdrawn) this.counted.delete(voter);
    else this.counted.set(voter, line);
  };

  Poll.prototype.late = function (line) {
    holds(line, "voter at");
    need(!this.head.secret && moment(line.at) >= this.end, "这一行不该有");
    this.tooLate += 1;
  };

  Poll.prototype.cancel = function (line) {
    holds(line, "reason at");
  };

  Poll.prototype.close = function (line) {
    holds(line, "at counts turnout late outcome" + (this.owner ? " areas turnout_area" : ""));
    need(moment(line.at) >= this.end, "没到时间就截止了");
    need(this.head.secret || line.late === this.tooLate, "迟到的票数不对");
    var measures = [this.measure(line, "eligible", "turnout", "counts", function () {
      return 1;
    })];
    if (this.owner) {
      measures.push(this.measure(line, "area", "turnout_area", "areas", function (ballot) {
        return ballot.area;
      }));
    }
    var outcome = this.outcome(measures);
    outcome.text = line.outcome.text;
    need(canonical(outcome) === canonical(line.outcome), "结论和按规则算出来的不一样");
  };

  Poll.prototype.places = function () {
    return this.head.options.map(function (_, at) {
      return at + 1;
    });
  };

  /** By heads or by area: who took part, who could, the votes for each option. */
  Poll.prototype.measure = function (line, whole, took, votes, weight) {
    var part = 0;
    var found = this.head.options.map(function () {
      return 0;
    });
    this.counted.forEach(function (ballot) {
      part += weight(ballot);
      ballot.choices.forEach(function (place) {
        found[place - 1] += weight(ballot);
      });
    });
    need(canonical([found, part]) === canonical([line[votes], line[took]]), votes + " 和重数的不一样");
    need(part <= this.head[whole], "参加的比有资格的还多");
    return { part: part, whole: this.head[whole], votes: found };
  };

  /** The rule must hold by every measure. Without a threshold, most heads win. */
  Poll.prototype.outcome = function (measures) {
    var rule = this.head.rule;
    var heads = measures[0].votes;
    var most = Math.max.apply(null, heads);
    var full = !rule.quorum || measures.every(function (one) {
      return reaches(one.part, one.whole, rule.quorum);
    });
    var won = this.places().filter(function (place) {
      if (!full) return false;
      if (!rule.pass) return heads[place - 1] === most && most > 0;
      return measures.every(function (one) {
        return reaches(one.votes[place - 1], rule.base === "eligible" ? one.whole : one.part, rule.pass);
      });
    });
    return { quorum: full, passed: rule.pass ? won : [], winners: won };
  };

  /** All lines, and how many voters were counted. `bytes`: a Uint8Array. Throws with the first line that does not fit. */
  function check(bytes) {
    var number = 0;
    var kind = "";
    var lines = [];
    var poll = null;
    try {
      // ignoreBOM keeps a byte order mark in the text, where it does not fit
      var rows = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes).split("\n");
      var rest = rows.pop();
      rows.forEach(function (raw) {
        number += 1;
        need(ENDS.indexOf(kind) < 0, "结束以后还有内容");
        lines.push(read(raw, number, number > 1 ? lines[number - 2].hash : ZEROS));
        var line = lines[number - 1];
        kind = line.type;
        need((number > 1 ? ["ballot", "late"].concat(ENDS) : ["open"]).indexOf(kind) >= 0, "没有这种内容");
        poll = poll || new Poll(line);
        poll[kind](line);
      });
      need(ENDS.indexOf(kind) >= 0 && rest === "", "文件不完整");
    } catch (error) {
      throw new Error("第 " + number + " 行：" + error.message);
    }
    return { lines: lines, counted: poll.counted.size };
  }

  /** What to tell people about a file; `codes`: 指纹 or 回执 that must be in it. Throws like `check`. */
  function report(bytes, codes) {
    var found = check(bytes);
    var heads = [found.lines[0], found.lines[found.lines.length - 1]].map(function (line) {
      return line.hash.slice(0, 16);
    });
    var said = [];
    codes.forEach(function (code) {
      var mine = found.lines.filter(function (line) {
        return line.hash.slice(0, 8) === code || line.receipt === code;
      });
      need(mine.length > 0 || heads.indexOf(code) >= 0, "文件里没有指纹或回执 " + code);
      mine.forEach(function (line) {
        said.push(code + " 在第 " + line.n + " 行：" + (line.voter || "") + " 选 " + canonical(line.choices || []));
      });
    });
    said.push("一致：" + found.lines.length + " 行，重数 " + found.counted + " 票，和公布的结果一样。");
    said.push("开始时的指纹 " + heads[0] + "，结束时的指纹 " + heads[1] + "：请和群里公布的对一对。");
    return said;
  }

  /** The first `count` primes' roots, as FIPS 180-4 takes them: 32 bits of the fraction. */
  function fractions(count, power) {
    var found = [];
    for (var n = 2; found.length < count; n += 1) {
      var prime = true;
      for (var d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
      if (prime) found.push(((Math.pow(n, power) % 1) * 4294967296) | 0);
    }
    return found;
  }

  var K = fractions(64, 1 / 3);
  var START = fractions(8, 1 / 2);

  /** SHA-256 of bytes, as hexadecimal digits (FIPS 180-4). */
  function sha256(bytes) {
    var padded = new Uint8Array(((bytes.length + 72) >> 6) << 6);
    padded.set(bytes);
    padded[bytes.length] = 0x80;
    var view = new DataView(padded.buffer);
    view.setUint32(padded.length - 8, Math.floor(bytes.length / 536870912));
    view.setUint32(padded.length - 4, bytes.length << 3);
    var state = START.slice();
    var words = new Int32Array(64);
    for (var at = 0; at < padded.length; at += 64) block(state, words, view, at);
    return state.map(function (word) {
      return ("0000000" + (word >>> 0).toString(16)).slice(-8);
    }).join("");
  }

  function block(state, words, view, at) {
    var turn = function (word, by) {
      return (word >>> by) | (word << (32 - by));
    };
    var i;
    for (i = 0; i < 64; i += 1) {
      if (i < 16) {
        words[i] = view.getInt32(at + 4 * i);
      } else {
        var a = words[i - 15];
        var b = words[i - 2];
        words[i] = words[i - 16] + words[i - 7] +
          (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
      }
    }
    var s = state.slice();
    for (i = 0; i < 64; i += 1) {
      var choose = (s[4] & s[5]) ^ (~s[4] & s[6]);
      var one = (s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + choose + K[i] + words[i]) | 0;
      var majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
      var two = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + majority;
      s = [(one + two) | 0, s[0], s[1], s[2], (s[3] + one) | 0, s[4], s[5], s[6]];
    }
    for (i = 0; i < 8; i += 1) state[i] = (state[i] + s[i]) | 0;
  }

  return { check: check, report: report };
})();

if (typeof module !== "undefined" && typeof require === "function") {
  module.exports = gridbotVerify;
  if (require.main === module) {
    try {
      if (process.argv.length < 3) throw new Error("node verify.js V3.jsonl [指纹 or 回执 ...]");
      var said = gridbotVerify.report(require("fs").readFileSync(process.argv[2]), process.argv.slice(3));
      process.stdout.write(said.join("\n") + "\n");
    } catch (error) {
      process.stderr.write("不一致。" + error.message + "\n");
      process.exitCode = 1;
    }
  }
}
