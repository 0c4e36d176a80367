"use strict";

/* A card as a picture: its own markup under our own style sheets, light, at one width whatever the screen. It is laid
   out once in a frame nobody sees, to know how high it is, and then drawn as an SVG: nothing is fetched from elsewhere. */
const WIDE = 1200, SHARP = 2, HIGHEST = 16000; // a card that needs less says so: data-wide
const XHTML = "http://www.w3.org/1999/xhtml", SVG = "http://www.w3.org/2000/svg";
// What stands in a card to be pressed, and has no meaning on paper.
const PRESSED = "button, form, .why, .picture-of, .card-head > a, .card-head .acts, a.button, script, details";
const sheets = () => [...document.styleSheets].filter((sheet) => sheet.href);

function part(name, text, kind) {
  const made = document.createElementNS(XHTML, name);
  made.textContent = text.replace(/\s+/g, " ").trim();
  if (kind) made.className = kind;
  return made;
}
function chosen(nav) { return [...nav.querySelectorAll("[aria-current]")].map((link) => link.textContent.trim()).join(", "); }

/* Title, period and reading above; Accord, clause and date below: a picture stands alone */
function standing(card) {
  const page = document.createElementNS(XHTML, "div"), copy = card.cloneNode(true);
  page.className = "picture";
  page.append(part("h1", document.querySelector("h1").textContent));
  const read = [...document.querySelectorAll(".head .periods, .head .chip.draft")].map((each) => each.matches("nav") ? chosen(each) : each.textContent);
  const sub = document.querySelector(".head .sub");
  page.append(part("p", [...read, sub ? sub.textContent : ""].filter((text) => text.trim()).join(" · "), "sub"));
  const foot = copy.querySelector(".picture-foot");
  foot.hidden = false;
  copy.querySelectorAll("nav").forEach((nav) => nav.replaceWith(part("span", chosen(nav), "small quiet")));
  copy.querySelectorAll(PRESSED).forEach((each) => each.remove());
  document.querySelectorAll("svg:has(defs)").forEach((svg) => { if (!card.contains(svg)) copy.append(svg.cloneNode(true)); });
  page.append(copy, foot);
  return page;
}

async function heightOf(page, wide) {
  const frame = document.createElement("iframe");
  Object.assign(frame, { width: wide, height: 100, className: "unseen", tabIndex: -1, ariaHidden: "true" });
  document.body.append(frame);
  try {
    const inner = frame.contentDocument;
    inner.open(); inner.write("<!doctype html>"); inner.close();
    inner.documentElement.dataset.theme = "light";
    await Promise.all(sheets().map((sheet) => new Promise((done, failed) => {
      const link = inner.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: sheet.href, onload: done, onerror: failed });
      inner.head.append(link);
    })));
    const copy = inner.body.appendChild(inner.importNode(page, true));
    copy.getBoundingClientRect(); // asks for the fonts
    await inner.fonts.ready;
    return Math.ceil(copy.getBoundingClientRect().height);
  } finally { frame.remove(); }
}

async function inData(address) {
  const blob = await (await fetch(address)).blob();
  return new Promise((done, failed) => {
    const reader = new FileReader();
    Object.assign(reader, { onload: () => done(reader.result), onerror: failed });
    reader.readAsDataURL(blob);
  });
}

/* Our sheets as one text, with those fonts in it that the page has used */
const faceOf = (family, style, range) => [family, style || "normal", range].join("|").replace(/["'\s]/g, "");
async function styles() {
  const used = new Set([...document.fonts].filter((face) => face.status === "loaded").map((face) => faceOf(face.family, face.style, face.unicodeRange)));
  const told = [];
  for (const sheet of sheets()) {
    for (const rule of sheet.cssRules) {
      if (!(rule instanceof CSSFontFaceRule)) { told.push(rule.cssText); continue; }
      const of = (name) => rule.style.getPropertyValue(name);
      if (!used.has(faceOf(of("font-family"), of("font-style"), of("unicode-range")))) continue;
      const file = /url\("?([^")]+)"?\)/.exec(rule.cssText);
      told.push(rule.cssText.replace(file[0], `url("${await inData(new URL(file[1], sheet.href))}")`));
    }
  }
  return told.join("\n");
}

async function drawn(page, wide) {
  const high = await heightOf(page, wide), scale = Math.min(SHARP, HIGHEST / high);
  const svg = document.createElementNS(SVG, "svg"), style = document.createElementNS(SVG, "style");
  const inside = document.createElementNS(SVG, "foreignObject");
  for (const [name, value] of Object.entries({ width: wide, height: high, viewBox: `0 0 ${wide} ${high}`, "data-theme": "light" })) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({ width: wide, height: high })) inside.setAttribute(name, value);
  style.textContent = await styles();
  inside.append(page);
  svg.append(style, inside);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(new XMLSerializer().serializeToString(svg));
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale); canvas.height = Math.round(high * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

async function take(button) {
  const says = button.parentElement.querySelector(".picture-says");
  says.textContent = "";
  button.disabled = true;
  try {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await drawn(standing(button.closest(".card")), Number(button.dataset.wide) || WIDE));
    link.download = button.dataset.picture;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch { says.textContent = says.dataset.failed; } finally { button.disabled = false; button.focus(); }
}
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-picture]");
  if (button) take(button);
});
