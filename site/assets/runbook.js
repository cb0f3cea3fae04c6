// Ticks that stay, values to copy, and everything open on paper. Pages are complete without it.
(() => {
  "use strict";

  const remembered = (key) => {
    try {
      return localStorage.getItem(key) === "1";
    } catch {
      return false; // storage may be switched off: the tick lasts as long as the page
    }
  };

  const remember = (key, ticked) => {
    try {
      if (ticked) localStorage.setItem(key, "1");
      else localStorage.removeItem(key);
    } catch {
      // as above
    }
  };

  // An item with a name is the reader's to tick. One without shows what was measured.
  const tick = (item) => {
    const box = item.querySelector('input[type="checkbox"]');
    const name = item.querySelector("span[id]");
    if (!box || box.closest("li") !== item) return;
    const words = [...item.childNodes].filter((node) => !/^(UL|OL|PRE|DIV|DETAILS)$/.test(node.nodeName));
    box.setAttribute("aria-label", words.map((node) => node.textContent).join("").trim().slice(0, 200));
    if (!name || name.closest("li") !== item) {
      box.disabled = true;
      return;
    }
    const key = `runbook:${location.pathname}#${name.id}`;
    box.checked = box.checked || remembered(key);
    box.addEventListener("change", () => remember(key, box.checked));
  };

  const copy = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  };

  const offer = (value) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "runbook-copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy ${value.textContent.slice(0, 80)}`);
    button.addEventListener("click", async () => {
      await copy(value.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 2000);
    });
    value.after(button);
  };

  // A table or snippet wider than the screen scrolls, so the keyboard must reach it.
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  };

  // The theme names the parts of the navigation after labels that hold only an arrow.
  const title = (part) => {
    const words = part.querySelector(".md-nav__title")?.textContent.trim();
    if (!words) return;
    part.removeAttribute("aria-labelledby");
    part.setAttribute("aria-label", words);
  };

  // The theme adds its copy buttons later, each in a landmark of its own, which nobody needs.
  const group = () => {
    for (const tools of document.querySelectorAll("nav.md-code__nav:not([role])")) tools.setAttribute("role", "none");
  };

  const start = () => {
    group();
    new MutationObserver(group).observe(document.body, { childList: true, subtree: true });
    document.querySelectorAll("nav[aria-labelledby]").forEach(title);
    document.querySelectorAll("li.task-list-item").forEach(tick);
    document.querySelectorAll("code.copy").forEach(offer);
    document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
    document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset pre > code").forEach(reach);
  };

  addEventListener("beforeprint", () => {
    document.querySelectorAll("details").forEach((details) => (details.open = true));
  });
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
