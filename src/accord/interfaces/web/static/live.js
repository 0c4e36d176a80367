"use strict";

/* Parts that follow what happens: asked again with the tag of the last answer, nothing comes while nothing changed.
   Every two seconds while the page is seen, every thirty while it is not. */
(() => {
  const SEEN = 2000, HIDDEN = 30000;
  async function ask(part) {
    const headers = part.dataset.tag ? { "If-None-Match": part.dataset.tag } : {};
    const answer = await fetch(part.dataset.live, { headers, cache: "no-store", redirect: "error" });
    if (answer.status !== 200) return;
    part.dataset.tag = answer.headers.get("ETag") || "";
    part.innerHTML = await answer.text();
  }
  async function follow(part) {
    try { await ask(part); } catch { /* away for a moment, or signed out: the next page says so */ }
    setTimeout(() => follow(part), document.hidden ? HIDDEN : SEEN);
  }
  document.querySelectorAll("[data-live]").forEach(follow);
})();
