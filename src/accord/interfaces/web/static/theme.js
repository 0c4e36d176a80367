"use strict";
// In the head, before the first paint: the chosen theme must not flash.
try {
  const chosen = localStorage.getItem("accord-theme");
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch { /* storage may be switched off: the system's theme holds */ }
