"use strict";

/* Theme: light, dark, or as the system has it */
const dark = matchMedia("(prefers-color-scheme: dark)");
function toggleTheme() {
  const root = document.documentElement;
  const now = root.dataset.theme || (dark.matches ? "dark" : "light");
  root.dataset.theme = now === "dark" ? "light" : "dark";
  try { localStorage.setItem("accord-theme", root.dataset.theme); } catch { /* lasts for this page */ }
}

/* Doors: formula and clause of a number, on hover and focus; Escape closes; the pointer may rest on it */
let open = null;
function showWhy(door) {
  const why = document.getElementById(door.getAttribute("aria-describedby"));
  if (!why || why === open) return;
  hideWhy();
  open = why;
  why.showPopover();
  const at = door.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - why.offsetWidth - 8));
  const below = at.bottom + why.offsetHeight + 12 < innerHeight;
  why.style.left = `${left}px`;
  why.style.top = `${below ? at.bottom + 4 : at.top - why.offsetHeight - 4}px`;
}
function hideWhy() {
  if (open && open.matches(":popover-open")) open.hidePopover();
  open = null;
}
document.addEventListener("pointerover", (event) => {
  const door = event.target.closest("[data-door]");
  if (door) showWhy(door);
  else if (open && !event.target.closest(".why")) hideWhy();
});
document.addEventListener("focusin", (event) => {
  const door = event.target.closest("[data-door]");
  if (door) showWhy(door); else hideWhy();
});
addEventListener("scroll", hideWhy, { passive: true, capture: true });

/* Keys: ? shows them, / searches, g and a letter goes to a place, j and k walk a list, Enter opens */
let afterG = false;
function rowsOfPage() { return [...document.querySelectorAll("[data-row] a[data-open]")]; }
function walk(step) {
  const rows = rowsOfPage();
  const now = rows.indexOf(document.activeElement);
  const next = rows[Math.max(0, Math.min(rows.length - 1, now + step))];
  if (next) next.focus();
}
function go(letter) {
  const place = document.querySelector(`[data-key="${CSS.escape(letter)}"]`);
  if (place) location.assign(place.href);
}
const keys = {
  "?": () => document.getElementById("keys").showModal(),
  "/": () => document.querySelector("[data-find]")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
};
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { hideWhy(); document.querySelectorAll("details.menu[open]").forEach((m) => { m.open = false; }); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (afterG) { afterG = false; go(event.key); return; }
  if (event.key === "g") { afterG = true; setTimeout(() => { afterG = false; }, 1200); return; }
  const act = keys[event.key];
  if (act) { event.preventDefault(); act(); }
});

/* A link is copied; where the browser forbids it, it stands chosen */
function copy(field) {
  field.select();
  navigator.clipboard?.writeText(field.value).catch(() => {});
}

/* Small acts named by data attributes, because nothing may stand inline */
document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-act]");
  if (target) {
    if (target.dataset.act === "theme") toggleTheme();
    if (target.dataset.act === "keys") document.getElementById("keys").showModal();
    if (target.dataset.act === "close") target.closest("dialog").close();
    if (target.dataset.act === "print") print();
    if (target.dataset.act === "copy") copy(document.getElementById(target.dataset.copy));
  }
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

/* A form is sent once, and says that it is on its way */
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.defaultPrevented || !button || event.target.method !== "post") return;
  setTimeout(() => { button.disabled = true; }, 0);
});
addEventListener("pageshow", () => document.querySelectorAll("button:disabled[type=submit]").forEach((b) => { b.disabled = false; }));
