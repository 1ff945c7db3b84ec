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

const spoken = (name) => name.replaceAll("_", " ");
const lacking = (one) => one.lacks.length > 0;

/** Code points of a text at each of its UTF-16 units, and the reverse: Python counts the first, browsers the second. */
function offsets(text) {
  const points = [];
  const units = [0];
  for (const char of text) {
    for (let place = 0; place < char.length; place++) points.push(units.length - 1);
    units.push(units.at(-1) + char.length);
  }
  points.push(units.length - 1);
  return { points, units };
}

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
    this.root = make("div", { className: "rd", attrs: { "data-lm-suppress-shortcuts": "true", role: "group" } });
    this.root.ariaLabel = "Coding desk";
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
    Object.assign(this, offsets(about.text));
    const parts = new Intl.Segmenter(undefined, { granularity: "word" }).segment(about.text);
    this.words = [...parts].filter((one) => one.isWordLike)
      .map((one) => [this.points[one.index], this.points[one.index + one.segment.length]]);
    this.said = make("p", { className: "rd-said", attrs: { role: "status" } });
    this.word = make("p", { className: "rd-unseen", attrs: { "aria-live": "polite" } });
    this.progress = make("progress", { ariaLabel: "Units gone through", max: about.units.length });
    this.count = make("span");
    this.buttons = about.words.buttons.map(([key, name, title]) => make("button",
      { type: "button", title, onclick: () => { this.press(key); this.focus(); } },
      make("kbd", {}, key.toUpperCase()), ` ${name}`));
    this.boxes = Object.entries(about.words.looks).map(([name]) => make("input", { type: "checkbox", name,
      onchange: ({ target }) => this.ask("look", { look: name, more: target.checked }) }));
    const looks = this.boxes.map((box) => make("label", {}, box, ` ${about.words.looks[box.name]}`));
    const blind = about.blind ? " works blind" : " has seen other codings";
    this.root.replaceChildren(
      make("div", { className: "rd-head" }, make("span", {}, make("strong", {}, about.coder), blind),
        this.progress, this.count, make("fieldset", {}, make("legend", {}, "I look for"), ...looks)),
      make("div", { className: "rd-bar", ariaLabel: "Mark the selected words", attrs: { role: "toolbar" } },
        ...this.buttons),
      this.said, make("div", { className: "rd-body" }, this.page(), this.side()), this.word);
    this.annotator = recogito.createTextAnnotator(this.text, { annotatingEnabled: false,
      renderer: (...given) => recogito.createRenderer(painter(given[0]), ...given) });
    this.annotator.on("clickAnnotation", ({ properties: { of } }) => {
      if (Number.isInteger(of)) this.ask("open", { number: of });
    });
    this.root.addEventListener("keydown", ({ key, target }) => {
      if (key === "Escape" && target !== this.text) this.focus();
    });
    [this.at, this.made] = [this.words[0], false]; // what is selected, and whether it is more than a caret's word
  }

  page() {
    this.text = make("div", { className: "rd-text", tabIndex: 0, attrs: { role: "application" },
      ariaLabel: "Text: arrow keys move by word and unit, letters mark; the keys are listed below" });
    let last = 0;
    for (const { name, kind, start, end, text } of this.about.units) {
      const first = name.endsWith("s1") ? " is-first" : "";
      this.text.append(this.cut(last, start), make("span",
        { className: `rd-unit rd-${kind}${first}`, attrs: { "data-unit": name } }, text));
      last = end;
    }
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("pointerup", () => setTimeout(() => this.taken()));
    return this.text;
  }

  choice(values, first) {
    const empty = first ? [make("option", { value: "" }, first)] : [];
    return make("select", {}, ...empty, ...values.map((value) => make("option", { value }, spoken(value))));
  }

  /** A field with its label: Enter takes it and goes back to the text. */
  field(label, control, take) {
    if (take) control.addEventListener("change", take);
    control.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!take) control.form.requestSubmit();
      else if (control.tagName === "INPUT") control.blur();
      this.focus();
    });
    return make("label", {}, make("span", {}, label), control);
  }

  form(name, take, ...fields) {
    const onsubmit = (event) => { event.preventDefault(); take(); };
    return make("form", { onsubmit }, ...fields, make("button", {}, name));
  }

  side() {
    const { choices, frames, words } = this.about;
    for (const [name, values] of Object.entries(choices)) this[name] = this.choice(values);
    for (const name of ["name", "claim"]) this[name] = make("input", { maxLength: 300 });
    [this.voice, this.through, this.frame] = [this.choice([], "choose"), this.choice([], "nobody"), this.choice(frames)];
    this.type.firstChild.textContent = "choose";
    const edit = () => this.ask("edit",
      { voice: this.voice.value, name: this.name.value, type: this.type.value, through: this.through.value });
    const code = (part, kind) => this.ask("code", { part, kind: kind.value, place: this.at });
    const claim = () => this.ask("claim", { unit: this.unit().name, claim: this.claim.value,
      kind: this.kind.value, check: this.check.value });
    this.title = make("h3");
    [this.voices, this.all, this.theirs] = ["ol", "ul", "ul"].map((tag) => make(tag));
    this.card = make("fieldset", { className: "rd-card" },
      make("legend", { className: "rd-unseen" }, "The open attribution"), this.title,
      this.field("Voice (V)", this.voice, () => this.voice.value && this.ask("voice", { voice: this.voice.value })),
      this.field("Type (Y)", this.type, edit), this.field("Name", this.name, edit),
      this.field("Speaks through", this.through, edit),
      this.field("Stance (T)", this.stance, () => this.ask("stance", { stance: this.stance.value })));
    this.more = make("details", {}, make("summary", {}, "Frames, hedges, claims"),
      this.form("Mark frame", () => code("frames", this.frame), this.field("Frame (F)", this.frame)),
      this.form("Mark hedge", () => code("hedges", this.hedge), this.field("Hedge (H)", this.hedge)),
      this.form("Note claim", claim, this.field("Claim, in your words (L)", this.claim),
        this.field("Kind", this.kind), this.field("Can be checked", this.check)));
    const others = this.about.blind ? [] : [make("h3", {}, "Others in this unit"), this.theirs];
    const keys = words.keys.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]);
    return make("div", { className: "rd-side" }, this.card, make("h3", {}, "Voices"), this.voices,
      make("h3", {}, "Attributions"), this.all, this.more, ...others,
      make("details", {}, make("summary", {}, "Keys"), make("dl", {}, ...keys)));
  }

  // ---- shown at every change

  show() {
    const { attributions, marks, claims, done, voices, looks, open, undo, redo } = this.now;
    this.annotator.state.store.bulkAddAnnotations(marks.map(({ part, of, at }, place) => ({
      id: `m${place}`, bodies: [], target: { annotation: `m${place}`, selector: [this.selector(at)] },
      properties: { part, of, open: of === open, label: `${this.about.words.parts[part] ?? ""}${spoken(`${of}`)}` },
    })), true);
    const open_ = new Set(attributions.filter(lacking).map((one) => one.unit));
    for (const block of this.text.querySelectorAll(".rd-unit")) {
      block.classList.toggle("is-done", done.includes(block.dataset.unit));
      block.classList.toggle("is-lacking", open_.has(block.dataset.unit));
    }
    this.progress.value = done.length;
    this.count.textContent = `${done.length} of ${this.progress.max} units done`;
    for (const box of this.boxes) box.checked = looks.includes(box.name);
    [this.buttons.at(-2).disabled, this.buttons.at(-1).disabled] = [!undo, !redo];
    this.speakers = voices.filter((one) => one.source_type !== "narrator");
    this.chosen = attributions.find((one) => one.number === open);
    const voice = voices.find((one) => one.key === this.chosen?.voice);
    this.voices.replaceChildren(...this.speakers.map((one) => this.item(one.label, one === voice,
      () => this.ask("voice", { voice: one.key }), spoken(one.source_type) || "type?")));
    this.all.replaceChildren(...attributions.map((one) => {
      const label = voices.find((two) => two.key === one.voice)?.label ?? "nobody yet";
      const needs = lacking(one) ? make("em", {}, `needs ${one.lacks.join(", ")}`) : "";
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
    for (const block of this.text.querySelectorAll(".rd-unit")) {
      block.classList.toggle("is-here", block.dataset.unit === name);
    }
    this.theirs.replaceChildren(...(this.about.others[name] ?? ["nothing"]).map((line) => make("li", {}, line)));
  }

  // ---- where one is

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
    const place = [this.points[start], this.points[Math.min(end, this.points.length - 1)]];
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
    const known = !control || ["ArrowLeft", "ArrowRight", "z", "Z", "y"].includes(key);
    if (!known || event.altKey || ["Tab", "Shift", "Control", "Meta", "AltGraph"].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.jump) {
      this.jump = false;
      const begins = (word) => this.cut(...word).toLowerCase().startsWith(key.toLowerCase());
      const next = this.words.find((word) => word[0] > this.at[0] && begins(word));
      if (next) this.move(next);
      else this.say(`no word further down begins with ${key}`);
    } else if (key.startsWith("Arrow") || key === "Home" || key === "End") this.travel(key, shift, control);
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
    const part = { s: "source", u: "cue", c: "content" }[key];
    const field = { v: this.voice, y: this.type, f: this.frame, h: this.hedge, l: this.claim }[key];
    const here = marks.filter(({ of, at }) => Number.isInteger(of) && at[0] < place[1] && place[0] < at[1]);
    const numbers = [...new Set(here.map((mark) => mark.of))];
    const voice = this.speakers[key - 1];
    const next = { neutral: "distancing", distancing: "factive", factive: "neutral" };
    const source = marks.some((mark) => mark.of === open && mark.part === "source");
    if (part) this.ask("mark", { part, unit, place: part !== "content" || made || shift ? place : null, more: shift });
    else if (key === "w") {
      this.asked = true;
      this.ask("call", { unit, place: source && !made && chosen ? null : place });
    } else if (voice) this.ask("voice", { voice: voice.key });
    else if (key === "o") this.ask("carry", { unit, place: made ? place : null });
    else if (key === "t" && chosen) this.ask("stance", { stance: next[chosen.stance] });
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
