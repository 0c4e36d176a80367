/* Accord's page script. Strict unless told otherwise: stores nothing on the device. docs/consent.md */
(() => {
  "use strict";
  const doc = document, nav = navigator, own = doc.currentScript;
  if (!own) return;
  const told = (name) => own.getAttribute("data-" + name) || "";
  const key = told("key"), base = new URL(own.src).origin, mode = told("mode") || "strict";
  const wanted = /^(utm_(source|medium|campaign|term|content|id)|gclid|msclkid|fbclid|li_fat_id)$/;
  const kept = told("keep").split(",").filter(Boolean);
  const PLACE = "accord", DAYS = 390, MOST = 20;
  const refused = nav.globalPrivacyControl === true || nav.doNotTrack === "1" || window.doNotTrack === "1";
  let off = mode === "off" || refused, agreed = false;

  const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const once = random();
  const personal = (text) => /@|%40/i.test(text);

  const address = (url) => {
    const found = new URL(url, location.href), rest = new URLSearchParams();
    found.searchParams.forEach((value, name) => {
      if ((wanted.test(name) || kept.includes(name)) && !personal(value)) rest.append(name, value);
    });
    const path = found.pathname.split("/").map((part) => (personal(part) ? "-" : part)).join("/");
    return found.origin + path + (String(rest) && "?" + rest);
  };
  const came = () => {
    const found = {};
    new URLSearchParams(location.search).forEach((value, name) => {
      if (wanted.test(name) && !personal(value)) found[name] = value.slice(0, 200);
    });
    return found;
  };
  const referrer = () => (doc.referrer ? new URL(doc.referrer).origin + "/" : "");

  let mine = null;
  const forget = () => {
    mine = null;
    try { localStorage.removeItem(PLACE); } catch (_) { /* no storage: nothing to forget */ }
  };
  const recall = () => {
    try {
      const held = JSON.parse(localStorage.getItem(PLACE));
      if (held && held.until > Date.now()) return held;
    } catch (_) { /* no storage, or not ours */ }
    forget();
    return null;
  };
  const remember = () => {
    const held = recall() || mine || { id: random(), until: Date.now() + DAYS * 864e5, all: [] };
    const now = came();
    if (Object.keys(now).length && JSON.stringify(held.last) !== JSON.stringify(now)) {
      held.first = held.first || now;
      held.last = now;
      held.all = [...held.all, now].slice(-MOST);
    }
    mine = held;
    try { localStorage.setItem(PLACE, JSON.stringify(held)); } catch (_) { /* for this page only */ }
    return held;
  };
  const visitor = () => (agreed ? remember().id : once);

  const send = (path, said, late) => {
    const body = JSON.stringify(said);
    if (late && !("keepalive" in Request.prototype)) return nav.sendBeacon(base + path, body);
    return fetch(base + path, { method: "POST", body, keepalive: true, credentials: "omit", headers: { "Content-Type": "text/plain" } })
      .catch(() => undefined);
  };
  const event = (type, more, late) => {
    if (off || !key) return;
    const found = came(), campaign = {};
    for (const name in found) if (name.startsWith("utm_")) campaign[name === "utm_campaign" ? "name" : name.slice(4)] = found[name];
    const now = new Date().toISOString();
    const page = { url: address(location.href), referrer: referrer() };
    const context = { page, campaign, consent: { categoryPreferences: { web_tracking: agreed } }, library: { name: "accord.js" } };
    send("/v1/" + type, { writeKey: key, messageId: random(), anonymousId: visitor(), originalTimestamp: now, sentAt: now, context, ...more }, late);
  };

  let shown = null;
  const leave = (late) => {
    if (!shown) return;
    const { at, since, scrolled, pointer, timer, url } = shown;
    shown = null;
    clearTimeout(timer);
    const dwell = Math.round((performance.now() - since) / 100) / 10;
    event("page", { originalTimestamp: at, properties: { url, dwell_seconds: dwell, scrolled, pointer } }, late);
  };
  const page = () => {
    leave(false);
    if (off) return;
    shown = { at: new Date().toISOString(), since: performance.now(), scrolled: false, pointer: false, url: address(location.href) };
    shown.timer = setTimeout(leave, 10000, false);
  };
  const act = (name) => () => { if (shown) shown[name] = true; };
  addEventListener("scroll", act("scrolled"), { passive: true, capture: true });
  for (const name of ["pointermove", "pointerdown", "touchstart", "keydown"]) addEventListener(name, act("pointer"), { passive: true, capture: true });
  addEventListener("pagehide", () => leave(true));
  doc.addEventListener("visibilitychange", () => { if (doc.visibilityState === "hidden") leave(true); });
  addEventListener("pageshow", (e) => { if (e.persisted && told("auto") !== "no") page(); });

  const track = (name, properties) => event("track", { event: String(name), properties: { ...properties, url: address(location.href) } });
  const identify = (userId, traits) => {
    if (agreed) event("identify", typeof userId === "object" ? { traits: userId } : { userId: String(userId), traits });
  };
  const about = () => {
    const found = { accord_message: random(), accord_page: address(location.href), accord_referrer: referrer(), ...came() };
    if (off) return found;
    found.accord_id = visitor();
    if (agreed) {
      const held = remember();
      for (const when of ["first", "last"]) for (const name in held[when] || {}) found[when + "_" + name] = held[when][name];
      if (held.all.length) found.utm_all = JSON.stringify(held.all);
    }
    return found;
  };
  const dress = (form) => {
    const said = about();
    form.querySelectorAll("input[data-accord-own]").forEach((field) => field.remove());
    for (const name in said) {
      const field = doc.createElement("input");
      field.type = "hidden";
      field.name = name;
      field.value = said[name];
      field.setAttribute("data-accord-own", "");
      form.append(field);
    }
  };
  const form = (what, fields) => {
    if (what instanceof HTMLFormElement) return what.addEventListener("submit", () => dress(what));
    return send("/f/" + key, { ...fields, form: String(what), ...about() });
  };
  doc.addEventListener("submit", (e) => {
    if (e.target instanceof HTMLFormElement && String(e.target.action).startsWith(base + "/f/")) dress(e.target);
  }, true);

  const consent = (yes) => {
    if (yes && mode === "consented" && !refused) {
      off = false;
      agreed = true;
      remember();
      if (!shown && told("auto") !== "no") page();
    } else if (!yes) {
      off = true;
      agreed = false;
      if (shown) clearTimeout(shown.timer);
      shown = null;
      forget();
    }
  };

  if (mode === "consented" && !refused) agreed = recall() !== null;
  else forget();
  if (agreed) remember();
  const waiting = (window.accord && window.accord.q) || [];
  window.accord = { page, track, identify, form, consent };
  for (const [name, ...rest] of waiting) window.accord[name](...rest);
  const start = () => { if (told("auto") !== "no" && !shown) page(); };
  if (doc.prerendering) doc.addEventListener("prerenderingchange", start, { once: true });
  else start();
})();
