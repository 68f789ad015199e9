// What the pages can do beyond links: keys, copying links, suggestions. Every page works without it.
"use strict";
(() => {
  const box = document.getElementById("q");
  const typing = (target) => target.matches("input:not([type=radio], [type=checkbox]), textarea, select") || target.isContentEditable;

  // ---- judging a sample: one item at a time, a key for each answer; answers are kept in this browser alone
  const coding = document.querySelector("form.coding");
  const judge = { at: 0, items: coding ? [...coding.querySelectorAll("fieldset")] : [] };
  judge.place = "jiansuo-coding " + (coding?.getAttribute("action") ?? "");
  judge.kept = () => {
    try {
      return JSON.parse(localStorage.getItem(judge.place) ?? "{}");
    } catch {
      return {};
    }
  };
  judge.keep = () => {
    try {
      localStorage.setItem(judge.place, JSON.stringify(Object.fromEntries(new FormData(coding))));
    } catch {
      // no storage: the answers stay in the form
    }
  };
  judge.show = (at, focus = true) => {
    judge.at = Math.max(0, Math.min(judge.items.length - 1, at));
    judge.items.forEach((item, number) => { item.hidden = number !== judge.at; });
    const done = judge.items.filter((item) => item.querySelector(":checked")).length;
    const told = coding.querySelector(".progress");
    told.textContent = `${done}/${judge.items.length}` + (done === judge.items.length ? ` · ${coding.dataset.done}` : "");
    if (focus) judge.items[judge.at].querySelector("blockquote").focus();
  };
  judge.say = (answer) => {
    judge.items[judge.at].querySelector(`[value=${answer}]`).checked = true;
    judge.keep();
    judge.show(judge.at + 1);
  };
  if (judge.items.length) {
    for (const [name, answer] of Object.entries(judge.kept())) {
      const radio = coding.elements[name] && [...coding.elements[name]].find((one) => one.value === answer);
      if (radio) radio.checked = true;
    }
    for (const hidden of coding.querySelectorAll(".progress, .turns")) hidden.hidden = false;
    coding.addEventListener("change", () => {
      judge.keep();
      judge.show(judge.at, false);
    });
    for (const button of coding.querySelectorAll(".turns button")) {
      button.addEventListener("click", () => judge.show(judge.at + Number(button.value)));
    }
    const open = judge.items.findIndex((item) => !item.querySelector(":checked"));
    judge.show(open < 0 ? 0 : open, false);
  }

  // ---- keys: one table; what each does is told once, in the list of the help page, which ? shows
  const stops = () => {
    const marks = [...document.querySelectorAll("mark[id]")];
    return marks.length ? marks : [...document.querySelectorAll(".hit h2 a")];
  };
  let at = -1;
  const step = (by) => {
    const all = stops();
    if (!all.length) return void document.querySelector(`.bar [rel~=${by > 0 ? "next" : "prev"}]`)?.click();
    const reached = all.findIndex((one) => one === document.activeElement);
    at = Math.max(0, Math.min(all.length - 1, (reached < 0 ? at : reached) + by));
    const stop = all[at];
    for (const one of all) one.classList.remove("here");
    stop.classList.add("here");
    if (stop.tagName === "MARK") {
      stop.tabIndex = -1;
      history.replaceState(null, "", "#" + stop.id);
    }
    stop.focus({ preventScroll: true });
    stop.scrollIntoView({ block: "center" });
    document.dispatchEvent(new Event("stepped"));
  };
  const toBox = () => {
    box.focus({ preventScroll: Boolean(document.querySelector(".bar")) }); // over an article it comes to the reader
    box.select();
  };
  const openHit = () => document.querySelector(".hit h2 a:is(:focus, .here)")?.click();
  const showKeys = async () => {
    const whole = document.querySelector("a.keys");
    const shown = document.querySelector("dialog.keys");
    if (shown) return shown.close();
    if (document.getElementById("keys")) return void (location.hash = "keys");
    try {
      const answer = await fetch(whole.href);
      const told = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("keys");
      const list = document.createElement("dialog");
      list.className = "keys";
      list.append(...document.adoptNode(told).childNodes);
      list.setAttribute("aria-label", list.querySelector("h2").textContent);
      const close = document.createElement("button");
      close.textContent = document.body.dataset.close;
      close.className = "close";
      close.addEventListener("click", () => list.close());
      list.append(close);
      list.addEventListener("close", () => list.remove());
      list.addEventListener("click", (event) => { if (event.target === list) list.close(); });
      document.body.append(list);
      offerSwitch(list);
      list.showModal();
      close.focus();
    } catch {
      location.href = whole.href;
    }
  };
  const keys = [
    { on: ["y"], run: () => judge.say("y"), where: () => judge.items.length },
    { on: ["n"], run: () => judge.say("n"), where: () => judge.items.length },
    { on: ["s"], run: () => judge.say("skip"), where: () => judge.items.length },
    { on: ["b"], run: () => judge.show(judge.at - 1), where: () => judge.items.length },
    { on: ["/"], run: toBox, where: () => box },
    { on: ["n", "j"], run: () => step(1) },
    { on: ["p", "k"], run: () => step(-1) },
    { on: ["o"], run: openHit },
    { on: ["u"], run: () => document.querySelector(".bar .back").click(), where: () => document.querySelector(".bar .back") },
    { on: ["?"], run: showKeys },
  ];

  // ---- keys can be turned off, since they are in the way of those who speak to their computer
  const OFF = "jiansuo-keys-off";
  const off = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };
  const offerSwitch = (place) => {
    const choice = place.querySelector(".switch");
    if (!choice) return;
    choice.hidden = false;
    const tick = choice.querySelector("input");
    tick.checked = !off();
    tick.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF, tick.checked ? "0" : "1");
      } catch {
        tick.checked = true;
      }
    });
  };
  offerSwitch(document);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target) || off()) return;
    const key = keys.find((row) => row.on.includes(event.key) && (!row.where || row.where()));
    if (!key || (document.querySelector("dialog[open]") && key.run !== showKeys)) return;
    event.preventDefault();
    key.run();
  });
  const arrived = () => {
    const found = /^#hit-(\d+)$/.exec(location.hash);
    if (found) at = Number(found[1]) - 1;
    document.dispatchEvent(new Event("stepped"));
  };
  addEventListener("hashchange", arrived);
  arrived();

  // ---- texts to copy: those of the page, and those of a menu that comes later
  const offerCopies = (place) => {
    for (const button of place.querySelectorAll("[data-text]")) button.closest("[hidden]")?.removeAttribute("hidden");
  };
  offerCopies(document);
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-text]");
    if (!button) return;
    const label = button.textContent;
    if (label === document.body.dataset.copied) return;
    try {
      await navigator.clipboard.writeText(button.dataset.text);
      button.textContent = document.body.dataset.copied;
      const status = (button.closest(".taking") ?? document.getElementById("taking"))?.querySelector("[role=status]");
      if (status) status.textContent = document.body.dataset.copied;
      setTimeout(() => { button.textContent = label; }, 1600);
    } catch {
      const all = button.closest(".taking")?.querySelector(".all a");
      if (all) location.href = button.dataset.text.startsWith("http") ? button.dataset.text : all.href;
      else getSelection().selectAllChildren(button.closest("div").querySelector("dd"));
    }
  });

  // ---- the basket: passages with notes and tags, searches kept and searches made, in this browser alone
  const basket = { place: "jiansuo-basket", most: 2000, remembered: 200, often: 20 };
  const ANCHOR = /^[a-z0-9-]{1,80}\/[0-9a-f]{12}(-[0-9]{1,6})?$/;
  const line = (text, most) => String(text ?? "").slice(0, most);
  const asSearch = (one) => {
    try {
      const there = new URL(String(one.href), location.href);
      if (there.origin !== location.origin || !there.pathname.endsWith("/search")) return null;
      return { href: there.pathname + there.search, name: line(one.name, 500), at: line(one.at, 40) };
    } catch {
      return null;
    }
  };
  const asPassage = (one) => ANCHOR.test(one?.anchor) && {
    anchor: one.anchor,
    note: line(one.note, 5000),
    tags: [...new Set((Array.isArray(one.tags) ? one.tags : []).map((tag) => line(tag, 50).trim()).filter(Boolean))].slice(0, 20),
    at: line(one.at, 40),
  };
  const listOf = (told, read, most) => (Array.isArray(told) ? told : []).map(read).filter(Boolean).slice(0, most);
  basket.read = () => {
    let told = {};
    try {
      told = JSON.parse(localStorage.getItem(basket.place)) ?? {};
    } catch {
      // no storage, or none of ours: an empty basket
    }
    return {
      passages: listOf(told.passages, asPassage, basket.most),
      searches: listOf(told.searches, asSearch, basket.remembered),
      history: listOf(told.history, asSearch, basket.remembered),
      changes: Number(told.changes) || 0,
    };
  };
  basket.change = (alter, counts = true) => {
    const held = basket.read();
    alter(held);
    if (counts) held.changes += 1;
    try {
      localStorage.setItem(basket.place, JSON.stringify(held));
    } catch {
      return false;
    }
    basket.tell(held);
    return true;
  };
  basket.tell = (held = basket.read()) => {
    for (const count of document.querySelectorAll(".to-basket .count")) count.textContent = held.passages.length ? ` ${held.passages.length}` : "";
    const reminder = document.querySelector(".own .reminder");
    if (!reminder) return;
    reminder.hidden = held.changes < basket.often;
    reminder.textContent = reminder.closest(".own").dataset.many.replace("{count}", held.changes);
  };
  basket.add = (anchors) => {
    const now = new Date().toISOString();
    let full = false;
    const kept = basket.change((held) => {
      const has = new Set(held.passages.map((one) => one.anchor));
      const fresh = anchors.filter((anchor) => !has.has(anchor));
      full = held.passages.length + fresh.length > basket.most;
      if (!full) held.passages.push(...fresh.map((anchor) => ({ anchor, note: "", tags: [], at: now })));
    });
    return kept && !full;
  };
  const offerKeeping = (place) => {
    if (!basket.stored) return;
    const has = new Set(basket.read().passages.map((one) => one.anchor));
    for (const button of place.querySelectorAll("[data-keep]")) {
      for (let inner = button; inner && inner !== place; inner = inner.parentElement) inner.hidden = false;
      if (button.dataset.keep.split(" ").every((anchor) => has.has(anchor))) button.textContent = button.dataset.kept;
    }
  };
  try {
    localStorage.getItem(basket.place);
    basket.stored = true;
  } catch {
    basket.stored = false;
  }
  basket.tell();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (!button || !basket.add(button.dataset.keep.split(" "))) return;
    button.textContent = button.dataset.kept;
    const status = button.closest(".taking")?.querySelector("[role=status]");
    if (status) status.textContent = button.dataset.kept;
  });
  const searched = document.querySelector("main.results .save-search");
  if (searched && basket.stored) {
    const here = () => ({ href: location.pathname + location.search, name: [box.value.trim(), ...[...document.querySelectorAll(".constraints li > a:not(.all)")].map((one) => (one.querySelector("b") ? "−" : "") + one.querySelector("bdi").textContent)].filter(Boolean).join(" · "), at: new Date().toISOString() });
    basket.change((held) => {
      held.history = [here(), ...held.history.filter((one) => one.href !== here().href)].slice(0, basket.remembered);
    }, false);
    searched.hidden = false;
    searched.addEventListener("click", () => {
      if (basket.change((held) => { held.searches = [here(), ...held.searches.filter((one) => one.href !== here().href)]; })) searched.textContent = searched.dataset.kept;
    });
  }

  offerKeeping(document);

  // ---- the page of the basket: what the server lists of it, with notes and tags beside
  const own = document.querySelector(".own");
  const made = (tag, told, ...inner) => {
    const one = Object.assign(document.createElement(tag), told);
    one.append(...inner);
    return one;
  };
  const SIGN = /[\\`*_[\]<>|~!#$&]/g;
  const escaped = (text) => text.replace(SIGN, "\\$&");
  const plainly = (text) => text.replace(/\\([\\`*_[\]<>|~!#$&])/g, "$1");
  const handOut = (name, type, text) => {
    const link = made("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
    basket.change((held) => { held.changes = 0; }, false);
  };
  const listed = () => [...document.querySelectorAll(".chosen > li")].map((item) => ({
    anchor: item.dataset.anchor,
    link: item.dataset.link,
    title: item.querySelector("h3").textContent.trim(),
    text: item.querySelector("blockquote").textContent,
    citation: item.querySelector(".entry").textContent,
  }));
  const asMarkdown = () => {
    const kept = new Map(basket.read().passages.map((one) => [one.anchor, one]));
    return listed().map((one) => {
      const { note, tags } = kept.get(one.anchor) ?? { note: "", tags: [] };
      const said = one.text.split("\n").map((part) => `> ${escaped(part)}`).join("\\\n");
      const more = [...tags.map((tag) => `- ${own.dataset.tag}：${escaped(tag)}`), ...(note ? note.split("\n").map((part) => `- ${own.dataset.note}：${escaped(part)}`) : [])];
      return `${said}\n>\n> — [${escaped(one.citation)}](<${one.link}>)\n\n${more.length ? more.join("\n") + "\n\n" : ""}`;
    }).join("");
  };
  const fromMarkdown = (text) => {
    const found = [];
    for (const part of text.split(/\r?\n/)) {
      const link = /^> — .*\/articles\/([a-z0-9-]+)[^#\s]*#([0-9a-f-]+)>?\)$/.exec(part);
      const said = /^- (标签|备注|Tag|Note)：(.*)$/.exec(part);
      if (link) found.push({ anchor: `${link[1]}/${link[2]}`, tags: [], lines: [] });
      else if (said && found.length) found.at(-1)[["标签", "Tag"].includes(said[1]) ? "tags" : "lines"].push(plainly(said[2]));
    }
    return { passages: found.map(({ lines, ...one }) => ({ ...one, note: lines.join("\n") })) };
  };
  const takeIn = (told) => {
    const [passages, searches] = [listOf(told.passages, asPassage, basket.most), listOf(told.searches, asSearch, basket.remembered)];
    if (!passages.length && !searches.length) return false;
    basket.change((held) => {
      const merged = new Map(held.passages.map((one) => [one.anchor, one]));
      for (const one of passages) {
        const there = merged.get(one.anchor);
        const note = there?.note && one.note && there.note !== one.note ? `${there.note}\n${one.note}` : there?.note || one.note;
        merged.set(one.anchor, { ...one, note, tags: [...new Set([...(there?.tags ?? []), ...one.tags])] });
      }
      held.passages = [...merged.values()].slice(0, basket.most);
      held.searches = [...new Map([...held.searches, ...searches].map((one) => [one.href, one])).values()];
    });
    return passages.length;
  };
  const sieve = () => {
    const wanted = own.querySelector(".tag-choice select").value;
    const kept = new Map(basket.read().passages.map((one) => [one.anchor, one.tags]));
    const items = [...document.querySelectorAll(".chosen > li")];
    for (const item of items) item.hidden = Boolean(wanted) && !kept.get(item.dataset.anchor)?.includes(wanted);
    const shown = items.filter((item) => !item.hidden);
    const sent = document.querySelector(".export [name=anchors]");
    if (sent) sent.value = shown.map((item) => item.dataset.anchor).join("\n");
  };
  const offerTags = () => {
    const choice = own.querySelector(".tag-choice select");
    const tags = [...new Set(basket.read().passages.flatMap((one) => one.tags))].sort();
    const chosen = choice.value;
    choice.replaceChildren(made("option", { value: "" }, own.dataset.all), ...tags.map((tag) => made("option", { value: tag }, tag)));
    choice.value = tags.includes(chosen) ? chosen : "";
    choice.closest(".tag-choice").hidden = !tags.length;
    sieve();
  };
  const annotate = (item) => {
    const kept = basket.read().passages.find((one) => one.anchor === item.dataset.anchor);
    if (!kept) return;
    const set = (name, value) => basket.change((held) => { held.passages.find((one) => one.anchor === kept.anchor)[name] = value; });
    const note = made("textarea", { value: kept.note, rows: 2, maxLength: 5000 });
    note.addEventListener("change", () => set("note", note.value));
    const tags = made("input", { value: kept.tags.join("，"), maxLength: 1000 });
    tags.addEventListener("change", () => {
      set("tags", [...new Set(tags.value.split(/[,，、;；]/).map((tag) => tag.trim()).filter(Boolean))]);
      offerTags();
    });
    const remove = made("button", { type: "button", className: "remove" }, own.dataset.remove);
    remove.addEventListener("click", () => {
      basket.change((held) => { held.passages = held.passages.filter((one) => one.anchor !== kept.anchor); });
      basket.list();
    });
    item.append(made("div", { className: "own-words" }, made("label", {}, made("span", {}, own.dataset.note), note), made("label", {}, made("span", {}, own.dataset.tags), tags), remove));
  };
  const listSearches = () => {
    const held = basket.read();
    for (const name of ["searches", "history"]) {
      const list = document.querySelector(name === "searches" ? ".searches .saved" : ".searches .history");
      list.previousElementSibling.hidden = !held[name].length;
      list.replaceChildren(...held[name].map((one) => {
        const forget = made("button", { type: "button" }, own.dataset.forget);
        forget.addEventListener("click", () => {
          basket.change((now) => { now[name] = now[name].filter((other) => other.href !== one.href); }, name === "searches");
          listSearches();
        });
        return made("li", {}, made("a", { href: one.href }, one.name || one.href), made("time", { dateTime: one.at }, one.at.slice(0, 10)), forget);
      }));
    }
    document.querySelector(".searches").hidden = !held.searches.length && !held.history.length;
  };
  basket.list = async () => {
    const place = document.querySelector(".listed");
    const anchors = basket.read().passages.map((one) => one.anchor);
    if (anchors.length) {
      const answer = await fetch(location.href, { method: "POST", body: new URLSearchParams({ anchors: anchors.join("\n") }) });
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      place.replaceChildren(...document.adoptNode(page.querySelector(".listed")).childNodes);
      for (const item of place.querySelectorAll("[data-anchor]")) annotate(item);
    } else {
      place.replaceChildren(made("p", { className: "notice" }, own.dataset.empty));
    }
    offerTags();
    listSearches();
  };
  if (own && basket.stored) {
    own.hidden = false;
    const told = own.querySelector(".told");
    const pasted = document.querySelectorAll(".chosen > li");
    const takeAll = document.querySelector(".take-all");
    takeAll.hidden = !pasted.length;
    takeAll.addEventListener("click", () => {
      const kept = basket.add([...pasted].map((item) => item.dataset.anchor));
      if (kept) location.href = document.querySelector(".to-basket").href;
      else told.textContent = own.dataset.full;
    });
    own.querySelector("select").addEventListener("change", sieve);
    own.querySelector(".save-json").addEventListener("click", () => {
      const texts = new Map(listed().map((one) => [one.anchor, one]));
      const { passages, searches, history: made } = basket.read();
      handOut("basket.json", "application/json", JSON.stringify({ passages: passages.map((one) => ({ ...one, ...texts.get(one.anchor) })), searches, history: made }, null, 1));
    });
    own.querySelector(".save-md").addEventListener("click", () => handOut("basket.md", "text/markdown", asMarkdown()));
    own.querySelector("[type=file]").addEventListener("change", async (event) => {
      const text = await event.target.files[0].text();
      let count = false;
      try {
        count = takeIn(text.trimStart().startsWith("{") ? JSON.parse(text) : fromMarkdown(text));
      } catch {
        count = false;
      }
      told.textContent = count === false ? own.dataset.bad : own.dataset.taken.replace("{count}", count);
      event.target.value = "";
      if (count !== false) await basket.list();
    });
    document.querySelector(".forget-all").addEventListener("click", () => {
      basket.change((held) => { held.history = []; }, false);
      listSearches();
    });
    if (pasted.length || document.querySelector(".listed > *")) listSearches();
    else basket.list();
  }

  // ---- links whose page has what goes in their place
  const inPlace = (selector, take) => document.addEventListener("click", async (event) => {
    const link = event.target.closest(selector);
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    link.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(link.href);
      take(link, new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html"));
    } catch {
      location.href = link.href;
    }
  });
  inPlace("a.why", (link, page) => {
    const told = page.querySelector("details#" + link.id);
    const summary = told.querySelector("summary");
    link.replaceWith(told);
    summary.focus();
  });
  inPlace("a.everything", (link, page) => {
    const rows = document.adoptNode(page.querySelector("main .rows"));
    const group = link.closest(".group");
    const shown = group.querySelectorAll(".value").length;
    group.querySelector(".rows").replaceWith(rows);
    rows.before(document.adoptNode(page.querySelector("main .tools-of-facet")));
    link.parentNode.remove();
    quieten(rows);
    (rows.querySelectorAll("a.value")[shown] || rows.querySelector("a"))?.focus();
  });

  // ---- values of a facet: put in another order and searched where they stand
  const home = (inner) => inner.closest(".group, main");
  const sift = (place) => {
    const wanted = place.querySelector(".within input[type=search]").value.trim().toLowerCase();
    const holds = (item) => item.querySelector(".name").textContent.toLowerCase().includes(wanted);
    const keep = (item, whole) => {
      const kept = whole || holds(item);
      const below = [...item.querySelectorAll(":scope > ul > li")].map((one) => keep(one, kept));
      item.hidden = !kept && !below.includes(true);
      return !item.hidden;
    };
    for (const item of place.querySelectorAll(".rows > li")) keep(item, false);
  };
  inPlace("a.order", (link, page) => {
    const place = home(link);
    const rows = document.adoptNode(page.querySelector("main .rows"));
    place.querySelector(".rows").replaceWith(rows);
    const orders = document.adoptNode(page.querySelector("main .tools-of-facet nav"));
    link.parentNode.replaceWith(orders);
    quieten(rows);
    sift(place);
    orders.querySelector("[aria-current]").focus();
  });
  document.addEventListener("input", (event) => { if (event.target.matches(".within input")) sift(home(event.target)); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches(".group .within")) return;
    event.preventDefault();
    sift(home(event.target));
  });

  // ---- a value is one stop of Tab: arrows lead to the sign beside it that shuts it out
  const quieten = (place) => {
    for (const sign of place.querySelectorAll(".out")) sign.tabIndex = -1;
  };
  quieten(document);
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".rows li");
    if (!row || (event.key !== "ArrowRight" && event.key !== "ArrowLeft")) return;
    const aim = row.querySelector(event.key === "ArrowRight" ? ":scope > .out" : ":scope > a.value");
    if (!aim) return;
    event.preventDefault();
    aim.focus();
  });

  // ---- what a form sends says no more than it needs
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "get") return;
    const spare = [...event.target.elements].filter((one) => one.name && (!one.value || (one.name === "mode" && one.value === "exact")));
    for (const one of spare) one.disabled = true;
    setTimeout(() => { for (const one of spare) one.disabled = false; });
  });

  // ---- an article: its menus, which hit and which section the reader is at, anchors that lead nowhere
  const bar = document.querySelector(".bar");
  const menu = document.createElement("div");
  menu.className = "menu";
  menu.popover = "auto";
  let opener = null;
  menu.addEventListener("toggle", (event) => opener?.setAttribute("aria-expanded", String(event.newState === "open")));
  const openMenu = (by, content) => {
    if (opener && opener !== by) opener.removeAttribute("aria-expanded");
    opener = by;
    menu.replaceChildren(content);
    (by.closest(".bar") || by.parentNode).after(menu); // where Tab goes on from
    menu.showPopover();
    const place = by.getBoundingClientRect();
    const below = place.bottom + menu.offsetHeight + 8 < innerHeight;
    menu.style.left = Math.max(8, Math.min(place.left, document.documentElement.clientWidth - menu.offsetWidth - 8)) + scrollX + "px";
    menu.style.top = Math.max(8, below ? place.bottom + 4 : place.top - menu.offsetHeight - 4) + scrollY + "px";
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[name=passage], .bar .citing");
    if (!button || !bar || !menu.showPopover) return;
    event.preventDefault();
    const there = new URL(button.form.action);
    there.search = new URLSearchParams(new FormData(button.form, button));
    try {
      const answer = await fetch(there);
      const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const taking = document.adoptNode(page.getElementById("taking"));
      taking.removeAttribute("id");
      offerCopies(taking);
      offerKeeping(taking);
      openMenu(button, taking);
      taking.querySelector("button").focus();
    } catch {
      location.href = there.href;
    }
  });
  if (bar) {
    box?.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && box.getAttribute("aria-expanded") !== "true") box.blur();
    });
    const sections = [...document.querySelectorAll("#contents .contents a")];
    const counter = bar.querySelector(".hits .at");
    const [up, down] = bar.querySelectorAll(".hits a");
    const tellHit = () => {
      if (!counter) return;
      counter.textContent = at < 0 ? "–" : at + 1;
    };
    document.addEventListener("stepped", tellHit);
    tellHit();
    for (const [link, by] of [[up, -1], [down, 1]]) {
      link?.addEventListener("click", (event) => {
        if (by < 0 && at < 0) return;
        event.preventDefault();
        step(by);
      });
    }

    const numberOf = (id) => Number(document.getElementById(id)?.querySelector("[name=passage]")?.textContent || 0);
    let numbers = null;
    let told = null;
    const tellSection = () => {
      numbers ||= sections.map((link) => numberOf(link.hash.slice(1)));
      const text = document.querySelector(".body").getBoundingClientRect();
      const passage = document.elementFromPoint(text.left + text.width / 2, Math.min(innerHeight / 3, 200))?.closest(".leaf > [id], .pair > [id]");
      const number = passage ? numberOf(passage.id) : text.top > 0 ? 0 : Infinity;
      if (text.top <= 0 && !passage) return; // between two passages
      const here = sections[numbers.findLastIndex((one) => one <= number)];
      if (here === told) return;
      told?.removeAttribute("aria-current");
      told = here;
      here?.setAttribute("aria-current", "location");
      bar.querySelector(".now").textContent = here ? here.querySelector("bdi").textContent : "";
      for (let fold = here?.parentNode.closest("details"); fold && fold.id !== "contents"; fold = fold.parentNode.closest("details")) fold.open = true;
      const list = here?.closest(".beside");
      if (here && list.scrollHeight > list.clientHeight) {
        const [top, box] = [here.getBoundingClientRect().top, list.getBoundingClientRect()];
        if (top < box.top + 40 || top > box.bottom - 60) list.scrollTop += top - box.top - list.clientHeight / 3;
      }
    };
    if (sections.length) {
      let waiting = 0;
      let settling = 0;
      addEventListener("scroll", () => {
        clearTimeout(settling);
        settling = setTimeout(tellSection, 150); // a leaf that was just reached is set a frame later
        waiting ||= requestAnimationFrame(() => { waiting = 0; tellSection(); });
      }, { passive: true });
      tellSection();
      bar.querySelector(".where").addEventListener("click", (event) => {
        if (!menu.showPopover) return;
        event.preventDefault();
        const list = document.createElement("div");
        list.className = "contents";
        list.append(document.querySelector("#contents .contents > ol").cloneNode(true));
        const here = list.querySelector("[aria-current]");
        list.addEventListener("click", (inside) => { if (inside.target.closest("a")) menu.hidePopover(); });
        openMenu(event.currentTarget, list);
        (here || list.querySelector("a")).focus({ preventScroll: true });
        if (here) list.scrollTop += here.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
      });
    }
  }
  const unknown = document.getElementById("unknown");
  const tongue = document.querySelector(".tongue");
  const aim = () => {
    if (tongue) tongue.hash = location.hash;
    if (!unknown) return;
    const name = location.hash.slice(1);
    unknown.hidden = !name || Boolean(document.getElementById(name));
  };
  addEventListener("hashchange", aim);
  aim();

  // ---- a mode chosen on a page of results is searched at once
  if (document.querySelector("main.results")) {
    for (const radio of document.querySelectorAll(".modes input")) {
      radio.addEventListener("change", () => radio.form.requestSubmit());
    }
  }

  // ---- suggestions while typing (the combobox pattern of the ARIA guide)
  if (!box || !window.fetch) return;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.labels[0].textContent);
  box.after(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }
  const close = () => {
    list.hidden = true;
    list.replaceChildren();
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const take = (item) => {
    if (item.value) {
      const target = new URL(box.dataset.search, location.href);
      for (const [name, value] of new FormData(box.form)) {
        if (name !== "q" && value && !(name === "mode" && value === "exact")) target.searchParams.append(name, value);
      }
      target.searchParams.append(item.kind, item.value);
      location.href = target.href;
      return;
    }
    box.value = item.text;
    close();
    box.form.requestSubmit();
  };
  const show = (items) => {
    close();
    for (const item of items) {
      const option = document.createElement("li");
      option.id = "suggestion-" + list.children.length;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dir = "auto";
      const name = document.createElement("bdi");
      name.textContent = item.label;
      option.append(name);
      const note = document.createElement("span");
      note.textContent = item.passages ? String(item.passages) : box.dataset[item.kind] || "";
      option.append(note);
      option.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      option.take = () => take(item);
      list.append(option);
    }
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
  };
  let asked = 0;
  let waiting = 0;
  const ask = async () => {
    const number = ++asked;
    const text = box.value.trim();
    if (!text || text.length > 20) return close();
    try {
      const answer = await fetch(box.dataset.suggest + "?" + new URLSearchParams({ q: text, limit: "8", lang: document.documentElement.lang }));
      const body = answer.ok ? await answer.json() : {};
      if (number === asked && document.activeElement === box) show(body.suggestions || []);
    } catch {
      close();
    }
  };
  box.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(ask, 120);
  });
  box.addEventListener("compositionend", ask);
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    const options = [...list.children];
    if (event.isComposing || list.hidden) return;
    const now = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      options[now].take();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = (now + (event.key === "ArrowDown" ? 1 : -1) + options.length + (now < 0 && event.key === "ArrowUp" ? 1 : 0)) % options.length;
      options.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
      box.setAttribute("aria-activedescendant", options[next].id);
    }
  });
})();
