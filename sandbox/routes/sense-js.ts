import type { Context } from "hono";

/**
 * GET /sensejs/widget.js (§2.14): takes over the queue stub's calls. `init` counts once per page and
 * sets `window.fc.senseKey`, which lasts for the visit; `getSenseKey` calls back with it.
 */
export function senseScript(c: Context): Response {
  return c.body(script, 200, {
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "no-cache",
    "access-control-allow-origin": "*",
  });
}

const script = `(function () {
  var name = window["JS-Widget"] || "fc";
  var stub = window[name];
  if (stub && stub.loaded) return;
  var waiting = [];

  function newKey() {
    if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
    return "10000000-1000-4000-8000-100000000000".replace(/[018]/g, function (digit) {
      return (+digit ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (+digit / 4)))).toString(16);
    });
  }

  function keyOfVisit(mid, siteId) {
    var place = "fc-sense-key:" + mid + ":" + siteId;
    try {
      var kept = sessionStorage.getItem(place) || newKey();
      sessionStorage.setItem(place, kept);
      return kept;
    } catch (blocked) {
      return newKey();
    }
  }

  function fc(command, first, second) {
    if (command === "init" && !fc.senseKey) {
      if (!first) return;
      fc.mid = String(first);
      fc.siteId = second ? String(second) : null;
      fc.senseKey = keyOfVisit(fc.mid, fc.siteId);
      waiting.splice(0).forEach(function (callback) { callback(fc.senseKey); });
    } else if (command === "getSenseKey" && typeof first === "function") {
      if (fc.senseKey) first(fc.senseKey);
      else waiting.push(first);
    }
  }

  fc.loaded = true;
  fc.senseKey = null;
  window[name] = window.fc = fc;
  ((stub && stub.q) || []).forEach(function (call) { fc.apply(null, call); });
})();
`;
