// The desk as a person sees it. All that is marked is kept in Python; this shows it and says what is asked for.
// Texts become text nodes alone, never HTML. `recogito` is library/recogito.js, which stands before this script.

/** An element with properties, attributes under `attrs`, and children; strings become text nodes. */
function make(tag, given = {}, ...children) {
  const { attrs = {}, ...props } = given;
  const one = Object.assign(document.createElement(tag), props);
  for (const [name, value] of Object.entries(attrs)) one.setAttribute(name, value);
  one.append(...children);
  return one;
}

const LETTERS = { source: "S", cue: "U", content: "C" };
const PARTS = { s: "source", u: "cue", c: "content" };
const STANCES = { neutral: "distancing", distancing: "factive", factive: "neutral" };

const spoken = (name) => name.replaceAll("_", " ");

/** Draw marks as boxes behind the text, each with a letter and the number of its attribution. */
function painter(container) {
  const layer = make("div", { className: "rd-layer", attrs: { "aria-hidden": "true" } });
  container.append(layer);
  const boxes = ({ annotation: { properties }, rects }) => rects.map((rect, place) => {
    const box = make("span", { className: `rd-mark rd-${properties.part}${properties.open ? " is-open" : ""}` });
    if (!place) box.dataset.label = properties.label;
    const { x: left, y: top, width, height } = rect;
    for (const [side, size] of Object.entries({ left, top, width, height })) box.style[side] = `${size}px`;
    return box;
  });
  const redraw = (highlights) => layer.replaceChildren(...highlights.flatMap(boxes));
  return { destroy: () => layer.remove(), setVisible: () => {}, redraw };
}

class Desk {
  constructor(model, el) {
    this.model = model;
    this.jump = false; // whether the next letter is one to go to
    this.root = make("div", { className: "rd", ariaLabel: "Coding desk", attrs: { role: "group" } });
    el.append(this.root);
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    this.ask("hello");
  }

  ask(what, fields = {}) {
    this.wait(1);
    this.model.send({ do: what, ...fields });
  }

  wait(more) {
    this.waiting = Math.max((this.waiting ?? 0) + more, 0);
    this.root.ariaBusy = `${this.waiting > 0}`;
  }

  close() {
    this.model.off("msg:custom", this.heard);
    this.annotator?.destroy();
  }

  hear({ about, now, said, wrong }) {
    if (about && !this.about) this.build(about);
    if (!this.about) return;
    this.now = now;
    this.show();
    if (said) this.say(said, wrong);
    this.wait(-1);
  }

  say(words, wrong = true) {
    this.said.textContent = words;
    this.said.classList.toggle("is-wrong", wrong);
  }

  // ---- built once

  build(about) {
    this.about = about;
    this.units = [0]; // UTF-16 units before each code point: browsers count the former, Python the latter
    for (const char of about.text) this.units.push(this.units.at(-1) + char.length);
    const parts = new Intl.Segmenter(undefined, { granularity: "word" }).segment(about.text);
    this.words = [...parts].filter((one) => one.isWordLike)
      .map(({ index, segment }) => [this.point(index), this.point(index + segment.length)]);
    [this.at, this.made] = [this.words[0], false]; // what is selected, and whether it is more than a caret's word
    const page = new DOMParser().parseFromString(about.page, "text/html"); // desk.html, which nobody's words are in
    this.root.replaceChildren(...page.body.children);
    for (const part of this.root.querySelectorAll("[data-is]")) this[part.dataset.is] = part;
    [this.coder.textContent, this.progress.max] = [about.coder, about.units.length];
    this.blind.textContent = about.blind ? "works blind" : "has seen other codings";
    this.theirs.hidden = about.blind;
    this.frame.append(...about.frames.map((value) => make("option", { value }, spoken(value))));
    let last = 0;
    for (const { name, kind, start, end, text } of about.units) {
      const className = `rd-unit rd-${kind}${name.endsWith("s1") ? " is-first" : ""}`;
      this.text.append(this.cut(last, start), make("span", { className, attrs: { "data-unit": name } }, text));
      last = end;
    }
    this.annotator = recogito.createTextAnnotator(this.text, { annotatingEnabled: false,
      renderer: (...given) => recogito.createRenderer(painter(given[0]), ...given) });
    this.annotator.on("clickAnnotation", ({ properties: { of } }) => {
      if (Number.isInteger(of)) this.ask("open", { number: of });
    });
    this.listen();
  }

  listen() {
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("pointerup", () => setTimeout(() => this.taken()));
    this.root.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); // JupyterLab would copy cells, or delete some
      if (target === this.text || !target.matches("select, input, button")) return;
      if (key === "Enter" && target.matches("select, input")) {
        event.preventDefault();
        target.form?.requestSubmit();
        this.focus(); // which is a change for a field that was typed into
      } else if (key === "Escape") this.focus();
    });
    this.bar.addEventListener("click", ({ target, shiftKey }) => {
      const button = target.closest("button");
      if (button) this.press(button.dataset.key, shiftKey);
      this.focus();
    });
    this.looks.addEventListener("change", ({ target: { value: look, checked: more } }) => this.ask("look", { look, more }));
    this.card.addEventListener("change", ({ target }) => {
      const [voice, stance] = [this.voice.value, this.stance.value];
      if (target === this.stance) this.ask("stance", { stance });
      else if (target !== this.voice) {
        this.ask("edit", { voice, name: this.name.value, type: this.type.value, through: this.through.value });
      } else if (voice) this.ask("voice", { voice });
    });
    this.more.addEventListener("submit", (event) => {
      event.preventDefault();
      const [claim, kind, check] = [this.claim, this.kind, this.check].map((one) => one.value);
      const [part, place] = [event.target.dataset.is, this.at];
      if (part === "claims") this.ask("claim", { unit: this.unit().name, claim, kind, check });
      else this.ask("code", { part, kind: part === "frames" ? this.frame.value : this.hedge.value, place });
    });
  }

  // ---- shown at every change

  show() {
    const { attributions, marks, claims, done, voices, looks, open, undo, redo } = this.now;
    this.annotator.state.store.bulkAddAnnotations(marks.map(({ part, of, at }, place) => ({
      id: `m${place}`, bodies: [], target: { annotation: `m${place}`, selector: [this.selector(at)] },
      properties: { part, of, open: of === open, label: `${LETTERS[part] ?? ""}${spoken(`${of}`)}` },
    })), true);
    this.progress.value = done.length;
    this.count.textContent = `${done.length} of ${this.progress.max} units done`;
    for (const box of this.looks.querySelectorAll("input")) box.checked = looks.includes(box.value);
    [this.undo.disabled, this.redo.disabled] = [!undo, !redo];
    this.speakers = voices.filter((one) => one.source_type !== "narrator");
    this.chosen = attributions.find((one) => one.number === open);
    const voice = voices.find((one) => one.key === this.chosen?.voice);
    this.voices.replaceChildren(...this.speakers.map((one) => this.item(one.label, one === voice,
      () => this.ask("voice", { voice: one.key }), spoken(one.source_type) || "type?")));
    this.all.replaceChildren(...attributions.map((one) => {
      const label = voices.find((two) => two.key === one.voice)?.label ?? "nobody yet";
      const needs = one.lacks.length ? make("em", {}, `needs ${one.lacks.join(", ")}`) : "";
      const inside = one.inside ? `${one.unit}, inside ${one.inside} ` : `${one.unit} `;
      return this.item(`${one.number} ${label}`, one.number === open, () => this.open(one.number), inside, needs);
    }), ...claims.map((one) => make("li", {}, `Claim in ${one.sentence_id}: ${one.claim}`)));
    this.fill(voice);
    this.here();
  }

  item(name, pressed, take, ...more) {
    const onclick = () => { take(); this.focus(); };
    return make("li", {}, make("button", { type: "button", ariaPressed: `${pressed}`, onclick }, name), " ", ...more);
  }

  /** Put the open attribution, and its voice, into the fields. */
  fill(voice) {
    for (const select of [this.voice, this.through]) {
      select.replaceChildren(select.firstChild, ...this.speakers.map(({ key, label }) => make("option", { value: key }, label)));
    }
    this.title.textContent = this.chosen ? `Attribution ${this.chosen.number}` : "No attribution is open";
    this.voice.value = this.chosen?.voice ?? "";
    this.stance.value = this.chosen?.stance ?? "neutral";
    [this.type.value, this.name.value, this.through.value] = [voice?.source_type ?? "", voice?.label ?? "", voice?.through ?? ""];
    this.card.disabled = !this.chosen;
    this.type.disabled = this.name.disabled = !voice || voice.fixed;
    this.through.disabled = !voice;
    if (this.asked && voice && !voice.source_type) this.type.focus();
    this.asked = false;
  }

  here() {
    const { name } = this.unit();
    const { done, attributions } = this.now;
    for (const { dataset: { unit }, classList } of this.text.querySelectorAll(".rd-unit")) {
      classList.toggle("is-here", unit === name);
      classList.toggle("is-done", done.includes(unit));
      classList.toggle("is-lacking", attributions.some((one) => one.unit === unit && one.lacks.length));
    }
    this.others.replaceChildren(...(this.about.others[name] ?? ["nothing"]).map((line) => make("li", {}, line)));
  }

  // ---- where one is

  point(unit) { return this.units.findIndex((one) => one >= unit); }

  cut(from, to) { return this.about.text.slice(this.units[from], this.units[to]); }

  selector([from, to]) { return { start: this.units[from], end: this.units[to], quote: this.cut(from, to) }; }

  unit() { return this.about.units.findLast((one) => one.start <= this.at[0]) ?? this.about.units[0]; }

  move(place, made = false) {
    if (!place) return;
    [this.at, this.made] = [place, made];
    const { range } = recogito.reviveSelector(this.selector(place), this.text);
    getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    const [box, frame] = [range.getBoundingClientRect(), this.text.getBoundingClientRect()];
    const away = box.top < frame.top + 30 || box.bottom > frame.bottom - 30;
    if (away) this.text.scrollTop += box.top - frame.top - frame.height / 3;
    this.word.textContent = this.cut(...place);
    this.here();
  }

  focus() {
    this.text.focus({ preventScroll: true });
    this.move(this.at, this.made);
  }

  /** Take what the mouse has selected; a click takes the word under it. */
  taken() {
    const selection = getSelection();
    if (!this.text.contains(selection.anchorNode)) return;
    const { start, end } = recogito.rangeToSelector(selection.getRangeAt(0), this.text);
    const place = [this.point(start), this.point(end)];
    if (place[0] < place[1]) this.move(place, true);
    else this.move(this.words.find((word) => place[0] <= word[1]) ?? this.words.at(-1));
  }

  open(number) {
    this.ask("open", { number });
    const first = Math.min(...this.now.marks.filter((mark) => mark.of === number).map((mark) => mark.at[0]));
    this.move(this.words.find((word) => word[1] > first));
  }

  // ---- keys

  key(event) {
    const { key, shiftKey: shift } = event;
    const control = event.ctrlKey || event.metaKey;
    const others = event.altKey || ["Tab", "Shift", "Control", "Meta", "AltGraph"].includes(key);
    if (others || (control && !/^(Arrow|z$|y$)/i.test(key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.jump) {
      this.jump = false;
      const begins = (word) => this.cut(...word).toLowerCase().startsWith(key.toLowerCase());
      const next = this.words.find((word) => word[0] > this.at[0] && begins(word));
      if (next) this.move(next);
      else this.say(`no word further down begins with ${key}`);
    } else if (/^(Arrow|Home|End)/.test(key)) this.travel(key, shift, control);
    else if (control) this.press(key === "y" || shift ? "r" : "z");
    else this.press(key.toLowerCase(), shift);
  }

  travel(key, shift, control) {
    const { about: { units }, words, at: [from, to] } = this;
    const unit = this.unit();
    const inside = words.filter((word) => word[0] >= unit.start && word[0] < unit.end);
    const starts = units.map((one) => words.find((word) => word[0] >= one.start));
    const place = units.indexOf(unit);
    const clause = (word) => starts.includes(word) || /[,;:—–"“”„«»。，「」]/.test(this.cut(word[0] - 2, word[0]));
    const [before, behind] = [words.filter((word) => word[0] < from), words.filter((word) => word[0] >= to)];
    const last = behind.findIndex((word, number) => number && clause(word)) - 1;
    const next = {
      Home: () => inside[0],
      End: () => inside.at(-1),
      ArrowDown: () => (shift ? inside.at(-1) : starts[place + 1]),
      ArrowUp: () => starts[from > starts[place][0] ? place : place - 1],
      ArrowLeft: () => before.findLast((word) => !control || clause(word)),
      ArrowRight: () => (control && shift ? behind.at(last) : behind.find((word) => !control || clause(word))),
    }[key]();
    if (!shift) this.move(next);
    else if (next?.[1] > to) this.move([from, next[1]], true);
    else this.move([from, (words.findLast((word) => word[1] < to && word[0] >= from) ?? [0, to])[1]], true);
  }

  press(key, shift = false) {
    const { now: { marks, open }, at: place, chosen, made } = this;
    const unit = this.unit().name;
    const part = PARTS[key];
    const field = { v: this.voice, y: this.type, f: this.frame, h: this.hedge, l: this.claim }[key];
    const here = marks.filter(({ of, at }) => Number.isInteger(of) && at[0] < place[1] && place[0] < at[1]);
    const numbers = [...new Set(here.map((mark) => mark.of))];
    const voice = this.speakers[key - 1];
    const named = marks.some((mark) => mark.of === open && mark.part === "source");
    if (part || key === "w") this.made = false; // what was selected is used: the next content is the rest of the unit
    if (part) this.ask("mark", { part, unit, place: part !== "content" || made || shift ? place : null, more: shift });
    else if (key === "w") {
      this.asked = true;
      this.ask("call", { unit, place: named && !made ? null : place });
    } else if (voice) this.ask("voice", { voice: voice.key });
    else if (key === "o") this.ask("carry", { unit, place: made ? place : null });
    else if (key === "t" && chosen) this.ask("stance", { stance: STANCES[chosen.stance] });
    else if (["x", "delete", "backspace"].includes(key)) this.ask("drop", { place, more: shift });
    else if (key === "d") {
      this.ask("done", { unit, more: shift });
      this.travel("ArrowDown");
    } else if (key === "z" || key === "r") this.ask(key === "r" || shift ? "redo" : "undo");
    else if (key === "g") this.jump = true;
    else if (key === "escape") this.ask("open", { number: 0 });
    else if (key === "enter" && numbers.length) {
      this.ask("open", { number: numbers[(numbers.indexOf(open) + 1) % numbers.length] });
    } else if (field) {
      this.more.open ||= this.more.contains(field);
      field.focus();
    } else this.say(`${key}: nothing to do here`);
  }
}

export default {
  render({ model, el }) {
    const desk = new Desk(model, el);
    return () => desk.close();
  },
};
