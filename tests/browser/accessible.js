// What every page must have for a reader who does not see it, or has no mouse. Returns complaints.
(() => {
  const complaints = [];
  const complain = (what, node) => complaints.push(`${what}: ${node.outerHTML.slice(0, 120)}`);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (node) => node.getClientRects().length > 0 && getComputedStyle(node).visibility === "visible";
  const name = (node) =>
    node.getAttribute("aria-label") || node.title || node.innerText?.trim() || node.placeholder ||
    [...(node.labels ?? [])].map((label) => label.innerText.trim() || label.title).join("");

  if (!document.documentElement.lang) complaints.push("no language");
  if (!document.title) complaints.push("no title");
  if (all("h1").length !== 1) complaints.push("not exactly one h1");

  let level = 0;
  for (const heading of all("article :is(h1, h2, h3, h4, h5, h6)")) {
    const own = Number(heading.nodeName[1]);
    if (own > level + 1) complain("a heading skips a level", heading);
    level = own;
  }
  for (const image of all("img:not([alt])")) complain("an image without words", image);
  for (const control of all("a[href], button, input:not([type=hidden]), select, textarea"))
    if (shown(control) && !control.closest("[aria-hidden=true]") && !name(control)) complain("a control without a name", control);
  for (const table of all("article table")) if (!table.querySelector("th")) complain("a table without heads", table);

  const ids = all("[id]").map((node) => node.id);
  for (const id of new Set(ids.filter((id, at) => ids.indexOf(id) !== at))) complaints.push(`an id twice: ${id}`);

  // WCAG 2.2, 1.4.3: contrast of text and its ground.
  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const over = (top, ground) => {
    const alpha = top[3] ?? 1;
    return [0, 1, 2].map((i) => top[i] * alpha + ground[i] * (1 - alpha));
  };
  const luminance = (colour) =>
    colour
      .slice(0, 3)
      .map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (node) => {
    if (!node) return [255, 255, 255];
    const own = channels(getComputedStyle(node).backgroundColor);
    return own[3] === undefined || own[3] === 1 ? own : over(own, ground(node.parentElement));
  };
  const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    const style = getComputedStyle(node);
    if (!text.data.trim() || !shown(node) || style.opacity === "0") continue;
    const back = ground(node);
    const [low, high] = [luminance(over(channels(style.color), back)), luminance(back)].sort((a, b) => a - b);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < (large ? 3 : 4.5)) complain(`contrast ${contrast.toFixed(2)}`, node);
  }
  return complaints;
})();
