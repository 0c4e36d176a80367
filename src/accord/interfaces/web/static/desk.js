"use strict";

/* Countdowns count; a toast leaves when nothing can be undone any more */
function spelt(seconds) {
  const s = Math.abs(Math.trunc(seconds)), two = (n) => String(n).padStart(2, "0");
  if (s >= 172800) return null;
  return s >= 3600 ? `${Math.trunc(s / 3600)}:${two(Math.trunc(s / 60) % 60)}:${two(s % 60)}` : `${Math.trunc(s / 60)}:${two(s % 60)}`;
}
function tick() {
  const now = Date.now();
  for (const time of document.querySelectorAll("[data-countdown]")) {
    const left = (Date.parse(time.dateTime) - now) / 1000, text = spelt(left);
    time.classList.toggle("over", left < 0);
    if (text) time.textContent = left < 0 ? `−${text}` : text;
  }
  for (const toast of document.querySelectorAll("[data-until]")) {
    if (Date.parse(toast.dataset.until) < now) toast.remove();
  }
}
tick();
setInterval(tick, 1000);

/* The desk asks whether anything changed; the server answers 304 and nothing else while nothing did */
const desk = document.querySelector("[data-desk]");
let tag = desk ? desk.dataset.tag : "";
async function look() {
  if (document.hidden || desk.contains(document.querySelector(":checked[name=lead]"))) return;
  try {
    const answer = await fetch(desk.dataset.desk, { headers: { "If-None-Match": tag }, cache: "no-store" });
    if (answer.status !== 200 || answer.redirected) return;
    const here = document.activeElement?.closest("[data-lead]")?.dataset.lead;
    desk.innerHTML = await answer.text();
    tag = answer.headers.get("ETag");
    if (here) desk.querySelector(`[data-lead="${CSS.escape(here)}"] a[data-open]`)?.focus();
    tick();
  } catch { /* the next look finds out */ }
}
if (desk) setInterval(look, 5000);

/* Keys of a rep: on a lead they press its buttons, in a list they go to the lead under the focus */
const FIELDS = { "#outcome": "ending", "#tried": "how", "#aside": "aside-first" };
function press(letter) {
  /* The remark under the focus comes first: of several notes the one that is meant */
  const near = document.activeElement?.closest(".remark")?.querySelector(`[data-press="${letter}"]`);
  const button = near || document.querySelector(`[data-press="${letter}"]`);
  if (button) {
    if (button.dataset.choose) {
      const first = document.querySelector(`optgroup[data-outcome="${button.dataset.choose}"] option`);
      if (first) first.selected = true;
    }
    button.click();
    document.getElementById(FIELDS[button.hash])?.focus();
    return true;
  }
  const row = document.activeElement?.closest("[data-lead]");
  const link = row?.querySelector("a[data-open]");
  if (link) location.assign(`${link.href}#${letter}`);
  return Boolean(link);
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if ("arcoutsiyn".includes(event.key) && press(event.key)) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("a[data-choose]");
  const first = chosen && document.querySelector(`optgroup[data-outcome="${chosen.dataset.choose}"] option`);
  if (first) first.selected = true;
});
/* Coming from a list: the key says what is wanted; nothing is done by coming, only made ready */
const wanted = document.querySelector(`[data-press="${CSS.escape(location.hash.slice(1, 2))}"]`);
if (location.hash.length === 2 && wanted) {
  if (FIELDS[wanted.hash]) { wanted.click(); document.getElementById(FIELDS[wanted.hash])?.focus(); } else wanted.focus();
}
