// The desk as a person sees it. All that is marked is kept in Python; this shows it and says what is asked for.
// Texts become text nodes alone, never HTML. `recogito` is library/recogito.js, which stands before this script.

const TYPES = ["agency", "media", "expert", "official", "business", "party", "civil_society", "citizen", "document",
  "anonymous", "collective"];
const CLAIMS = ["fact", "quantity", "forecast", "causal", "motive", "interpretation", "evaluation"];
const PARTS = { s: "source", u: "cue", c: "content" };
const BUTTONS = [
  ["s", "Source", "the selected words name who says it"], ["u", "Cue", "the selected words attribute"],
  ["c", "Content", "the selected words are attributed; without a selection, the rest of the unit"],
  ["w", "Who: new voice", "make a voice of the source’s words"], ["o", "Goes on", "the voice before goes on here"],
  ["x", "Take away", "the smallest mark here"], ["d", "Done, next", "this unit is gone through"],
  ["z", "Undo", "the last step"], ["r", "Redo", "the step undone"],
];
const KEYS = [
  ["← → ↑ ↓", "word, unit; with Shift select"], ["Ctrl ← →", "clause; with Shift select"],
  ["Home End", "first, last word of the unit"], ["G, a letter", "next word that begins with it"],
  ["S U C", "source, cue, content; with Shift another piece"], ["C on one word", "the rest of the unit is content"],
  ["W", "a new voice, of the source’s words"], ["1 to 9", "that voice"], ["V", "choose the voice"],
  ["Y", "its type"], ["T", "stance"], ["O", "the voice before goes on"], ["Enter", "open the attribution here"],
  ["Esc", "close it; from a field, back to the text"], ["X", "take the mark away; with Shift the attribution"],
  ["F H L", "frame, hedge, claim"], ["D", "unit done, next; with Shift all up to here"], ["Z R", "undo, redo"],
];

/** An element with properties and children; strings become text nodes. */
function make(tag, given = {}, ...children) {
  const { cls = "", data = {}, aria = {}, ...props } = given;
  const one = Object.assign(document.createElement(tag), props);
  if (cls) one.className = cls;
  Object.assign(one.dataset, data);
  for (const [name, value] of Object.entries(aria)) one.setAttribute(name === "role" ? name : `aria-${name}`, value);
  one.append(...children);
  return one;
}

const spoken = (name) => name.replaceAll("_", " ");

/** Code points of a text at each of its UTF-16 units, and the reverse: Python counts the former, browsers the latter. */
function offsets(text) {
  const points = [], units = [0];
  for (const char of text) {
    for (let n = 0; n < char.length; n++) points.push(units.length - 1);
    units.push(units.at(-1) + char.length);
  }
  points.push(units.length - 1);
  return { points, units };
}

/** Draw marks as boxes behind the text, each with a letter and the number of its attribution. */
function painter(container, state) {
  const layer = make("div", { cls: "rd-layer", aria: { hidden: "true" } });
  container.append(layer);
  return {
    destroy: () => layer.remove(),
    setVisible: () => {},
    redraw: (highlights) => layer.replaceChildren(...highlights.flatMap(({ annotation, rects }) => {
      const { part, label, open } = annotation.properties;
      return rects.map((rect, place) => {
        const box = make("span", { cls: `rd-mark rd-${part}${open ? " is-open" : ""}`, data: place ? {} : { label } });
        for (const side of ["left", "top", "width", "height"]) {
          box.style[side] = `${rect[{ left: "x", top: "y" }[side] ?? side]}px`;
        }
        return box;
      });
    })),
  };
}

class Desk {
  constructor(model, el) {
    this.model = model;
    this.at = null; // selected code points; `made` tells whether somebody selected more than the word of the caret
    this.made = false;
    this.jump = false;
    this.root = make("div", { cls: "rd", data: { lmSuppressShortcuts: "true" }, aria: { role: "group", label: "Coding desk" } });
    el.append(this.root);
    this.heard = (message) => this.hear(message);
    model.on("msg:custom", this.heard);
    this.ask({ do: "hello" });
  }

  ask(message) { this.model.send(message); }

  close() {
    this.model.off("msg:custom", this.heard);
    this.annotator?.destroy();
  }

  hear({ about, now, said, wrong }) {
    if (about) this.build(about);
    if (!this.about) return;
    this.now = now;
    this.show();
    if (said) this.say(said, wrong);
  }

  say(words, wrong = false) {
    this.said.textContent = words;
    this.said.classList.toggle("is-wrong", wrong);
  }

  // ---- built once

  build(about) {
    this.annotator?.destroy();
    this.about = about;
    Object.assign(this, offsets(about.text));
    const segments = new Intl.Segmenter(undefined, { granularity: "word" }).segment(about.text);
    this.words = [...segments].filter((one) => one.isWordLike)
      .map((one) => [this.points[one.index], this.points[one.index + one.segment.length]]);
    this.text = make("div", { cls: "rd-text", tabIndex: 0,
      aria: { role: "application", label: "Text: arrow keys move by word and unit, letters mark", describedby: "rd-keys" } });
    let last = 0;
    for (const unit of about.units) {
      this.text.append(about.text.slice(this.units[last], this.units[unit.start]));
      const block = make("span", { cls: `rd-unit rd-${unit.kind}`, data: { unit: unit.name } }, unit.text);
      if (unit.name.endsWith("s1")) block.classList.add("is-first");
      this.text.append(block);
      last = unit.end;
    }
    this.said = make("p", { cls: "rd-said", aria: { role: "status", live: "polite" } });
    this.heardWord = make("p", { cls: "rd-unseen", aria: { live: "polite" } });
    this.progress = make("progress", { aria: { label: "Units gone through" } });
    this.count = make("span");
    const bar = make("div", { cls: "rd-bar", aria: { role: "toolbar", label: "Mark the selected words" } },
      ...BUTTONS.map(([key, name, title]) => make("button", { type: "button", title, data: { key },
        onclick: () => { this.press(key, false); this.text.focus({ preventScroll: true }); } },
      make("kbd", {}, key.toUpperCase()), ` ${name}`)));
    this.root.replaceChildren(make("div", { cls: "rd-head" },
      make("strong", {}, about.coder), about.blind ? " works blind" : " has seen other codings", this.progress, this.count, this.looks()),
    bar, this.said, make("div", { cls: "rd-body" }, this.text, this.side()), this.heardWord);
    this.annotator = recogito.createTextAnnotator(this.text, { annotatingEnabled: false,
      renderer: (box, state, viewport) => recogito.createRenderer(painter(box, state), box, state, viewport) });
    this.annotator.on("clickAnnotation", ({ properties: { of } }) => Number.isInteger(of) && this.ask({ do: "open", number: of }));
    this.text.addEventListener("keydown", (event) => this.key(event));
    this.text.addEventListener("pointerup", () => setTimeout(() => this.selected()));
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && event.target !== this.text) this.back();
    });
    this.move(this.words[0]);
  }

  looks() {
    this.lookBoxes = ["attribution", "frames", "hedges", "claims"].map((look) => make("input", { type: "checkbox", name: look,
      onchange: ({ target }) => this.ask({ do: "look", look, more: target.checked }) }));
    return make("fieldset", {}, make("legend", {}, "I look for"), ...this.lookBoxes.map((box) =>
      make("label", {}, box, ` ${box.name === "attribution" ? "who speaks" : box.name}`)));
  }

  /** A labelled field; Enter takes it and goes back to the text. */
  field(label, control, take) {
    control.addEventListener("change", () => take && take());
    control.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!take) control.form?.requestSubmit();
      setTimeout(() => this.back());
    });
    return make("label", {}, make("span", {}, label), control);
  }

  choice(values, first) {
    return make("select", {}, ...(first === undefined ? [] : [make("option", { value: "" }, first)]),
      ...values.map((value) => make("option", { value }, spoken(value))));
  }

  side() {
    const edit = () => this.ask({ do: "edit", voice: this.voice.value, name: this.name.value, type: this.type.value, through: this.through.value });
    Object.assign(this, { voice: this.choice([], "choose"), name: make("input", { maxLength: 300 }), type: this.choice(TYPES, "choose"),
      through: this.choice([], "nobody"), stance: this.choice(["factive", "neutral", "distancing"]),
      frame: this.choice(this.about.frames), hedge: this.choice(["weak", "strong", "concession"]),
      claim: make("input", { maxLength: 300 }), kind: this.choice(CLAIMS), check: this.choice(["yes", "partly", "no"]) });
    this.title = make("h3");
    this.lists = { voices: make("ol", { cls: "rd-voices" }), all: make("ul", { cls: "rd-all" }), others: make("ul") };
    this.card = make("fieldset", { cls: "rd-card" }, make("legend", { cls: "rd-unseen" }, "The open attribution"), this.title,
      this.field("Voice (V)", this.voice, () => this.voice.value && this.ask({ do: "voice", voice: this.voice.value })),
      this.field("Type (Y)", this.type, edit), this.field("Name", this.name, edit),
      this.field("Speaks through", this.through, edit),
      this.field("Stance (T)", this.stance, () => this.ask({ do: "stance", stance: this.stance.value })));
    const code = (part, control) => (event) => {
      event.preventDefault();
      this.ask({ do: "code", part, kind: control.value, place: this.at });
    };
    const form = (name, submit, ...fields) => make("form", { onsubmit: submit }, ...fields, make("button", {}, name));
    const claim = (event) => {
      event.preventDefault();
      this.ask({ do: "claim", unit: this.unit().name, claim: this.claim.value, kind: this.kind.value, check: this.check.value });
      this.claim.value = "";
    };
    return make("div", { cls: "rd-side" }, this.card, make("h3", {}, "Voices"), this.lists.voices,
      make("h3", {}, "Attributions"), this.lists.all,
      make("details", { cls: "rd-more" }, make("summary", {}, "Frames, hedges, claims"),
        form("Mark frame", code("frames", this.frame), this.field("Frame (F)", this.frame)),
        form("Mark hedge", code("hedges", this.hedge), this.field("Hedge (H)", this.hedge)),
        form("Claim of this unit", claim, this.field("In your words (L)", this.claim), this.field("Kind", this.kind), this.field("Can be checked", this.check))),
      ...(this.about.blind ? [] : [make("h3", {}, "Others in this unit"), this.lists.others]),
      make("details", { id: "rd-keys" }, make("summary", {}, "Keys"),
        make("dl", {}, ...KEYS.flatMap(([key, what]) => [make("dt", {}, make("kbd", {}, key)), make("dd", {}, what)]))));
  }

  // ---- shown at every change

  show() {
    const { attributions, marks, done, voices, looks, open } = this.now;
    const label = (mark) => ({ source: "S", cue: "U", content: "C", frames: spoken(mark.of + ""), hedges: mark.of }[mark.part]);
    this.annotator.state.store.bulkAddAnnotations(marks.map((mark, place) => ({
      id: `m${place}`, bodies: [],
      properties: { part: mark.part, of: mark.of, open: mark.of === open, label: `${label(mark)}${Number.isInteger(mark.of) ? mark.of : ""}` },
      target: { annotation: `m${place}`, selector: [{ start: this.units[mark.at[0]], end: this.units[mark.at[1]], quote: "" }] },
    })), true);
    const lacking = new Set(attributions.filter((one) => one.lacks.length).map((one) => one.unit));
    for (const block of this.text.querySelectorAll(".rd-unit")) {
      block.classList.toggle("is-done", done.includes(block.dataset.unit));
      block.classList.toggle("is-lacking", lacking.has(block.dataset.unit));
    }
    this.progress.max = this.about.units.length;
    this.progress.value = done.length;
    this.count.textContent = `${done.length} of ${this.about.units.length} units done`;
    for (const box of this.lookBoxes) box.checked = looks.includes(box.name);
    const speakers = this.speakers = voices.filter((one) => one.source_type !== "narrator");
    const chosen = attributions.find((one) => one.number === open);
    this.lists.voices.replaceChildren(...speakers.map((one) => make("li", {}, make("button", { type: "button",
      aria: { pressed: String(chosen?.voice === one.key) }, onclick: () => { this.ask({ do: "voice", voice: one.key }); this.text.focus({ preventScroll: true }); } },
    one.label), ` ${spoken(one.source_type) || "type?"}`)));
    this.lists.all.replaceChildren(...attributions.map((one) => make("li", { cls: one.lacks.length ? "is-lacking" : "" },
      make("button", { type: "button", aria: { pressed: String(one.number === open) }, onclick: () => this.open(one) },
        `${one.number} ${voices.find((two) => two.key === one.voice)?.label ?? "nobody yet"}`),
      ` ${one.unit}${one.inside ? `, inside ${one.inside}` : ""}`, ...(one.lacks.length ? [make("em", {}, ` needs ${one.lacks.join(", ")}`)] : []))));
    this.fill(chosen, voices, speakers);
    for (const button of this.root.querySelectorAll(".rd-bar button")) {
      button.disabled = { z: !this.now.undo, r: !this.now.redo }[button.dataset.key] ?? false;
    }
    this.look();
  }

  /** Put the open attribution into the fields. */
  fill(chosen, voices, speakers) {
    for (const [select, keep] of [[this.voice, 1], [this.through, 1]]) {
      select.replaceChildren(...[...select.options].slice(0, keep), ...speakers.map((one) => make("option", { value: one.key }, one.label)));
    }
    const voice = voices.find((one) => one.key === chosen?.voice);
    this.title.textContent = chosen ? `Attribution ${chosen.number}` : "No attribution is open";
    this.voice.value = chosen?.voice ?? "";
    this.type.value = voice?.source_type ?? "";
    this.name.value = voice?.label ?? "";
    this.through.value = voice?.through ?? "";
    this.stance.value = chosen?.stance ?? "neutral";
    this.card.disabled = !chosen;
    this.type.disabled = this.name.disabled = !voice || voice.fixed;
    this.through.disabled = !voice;
  }

  look() {
    const unit = this.unit();
    for (const block of this.text.querySelectorAll(".rd-unit")) block.classList.toggle("is-here", block.dataset.unit === unit?.name);
    this.lists.others.replaceChildren(...(this.about.others[unit?.name] ?? ["nothing"]).map((line) => make("li", {}, line)));
  }

  // ---- where one is

  unit() { return this.about.units.findLast((one) => one.start <= (this.at?.[0] ?? 0)) ?? this.about.units[0]; }

  move(place, made = false) {
    if (!place) return;
    this.at = place;
    this.made = made;
    const { range } = recogito.reviveSelector({ start: this.units[place[0]], end: this.units[place[1]], quote: "" }, this.text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const box = range.getBoundingClientRect(), frame = this.text.getBoundingClientRect();
    if (box.top < frame.top + 30 || box.bottom > frame.bottom - 30) this.text.scrollTop += box.top - frame.top - frame.height / 3;
    this.heardWord.textContent = range.toString();
    this.look();
  }

  back() {
    this.text.focus({ preventScroll: true });
    this.move(this.at, this.made);
  }

  /** Take what the mouse has selected; a click takes the word under it. */
  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || !this.text.contains(selection.anchorNode)) return;
    const { start, end } = recogito.rangeToSelector(selection.getRangeAt(0), this.text);
    const [from, to] = [this.points[start], this.points[Math.min(end, this.about.text.length)]];
    if (from < to) [this.at, this.made] = [[from, to], true];
    else this.move(this.words.find((word) => from <= word[1]) ?? this.words.at(-1));
    this.look();
  }

  open(one) {
    this.ask({ do: "open", number: one.number });
    const mine = this.now.marks.filter((mark) => mark.of === one.number).map((mark) => mark.at).sort((a, b) => a[0] - b[0]);
    this.text.focus({ preventScroll: true });
    this.move(this.words.find((word) => word[1] > mine[0][0]));
  }

  // ---- keys

  key(event) {
    const { key, shiftKey: shift } = event, control = event.ctrlKey || event.metaKey;
    if (event.altKey || key === "Tab" || ["Shift", "Control", "Meta"].includes(key)) return;
    if (control && !["ArrowLeft", "ArrowRight", "z", "Z", "y"].includes(key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.jump) {
      this.jump = false;
      const next = this.words.find((word) => word[0] > this.at[0] && this.of(word).toLowerCase().startsWith(key.toLowerCase()));
      next ? this.move(next) : this.say(`no word further down begins with ${key}`, true);
    } else if (key.startsWith("Arrow") || key === "Home" || key === "End") this.travel(key, shift, control);
    else if (control) this.press(key === "y" || shift ? "r" : "z", false);
    else this.press(key.toLowerCase(), shift);
  }

  of(word) { return this.about.text.slice(this.units[word[0]], this.units[word[1]]); }

  travel(key, shift, control) {
    const unit = this.unit(), inside = this.words.filter((word) => word[0] >= unit.start && word[0] < unit.end);
    const forward = ["ArrowRight", "ArrowDown", "End"].includes(key), rest = this.words.filter((word) => word[0] >= this.at[1]);
    const before = this.words.filter((word) => word[0] < this.at[0]);
    const edge = (word) => word && /[,;:—–"“”„«»。，「」]\s*$|^\s*["“”„«»「」]/.test(this.about.text.slice(this.units[Math.max(word[0] - 2, 0)], this.units[word[0]]));
    const starts = this.about.units.map((one) => this.words.find((word) => word[0] >= one.start)), at = this.about.units.indexOf(unit);
    let to;
    if (key === "Home") to = inside[0];
    else if (key === "End" || (shift && key === "ArrowDown")) to = inside.at(-1);
    else if (key === "ArrowDown") to = starts[at + 1];
    else if (key === "ArrowUp") to = this.at[0] > (starts[at]?.[0] ?? 0) ? starts[at] : starts[at - 1];
    else if (control && shift && forward) to = rest[Math.max(rest.findIndex((word, place) => place && (edge(word) || word[0] >= unit.end)) - 1, 0)];
    else if (control) to = forward ? rest.find((word) => edge(word) || word[0] >= unit.end) : before.findLast((word) => edge(word) || word === inside[0]);
    else to = forward ? rest[0] : before.at(-1);
    if (!to) return;
    if (!shift) this.move(to);
    else if (forward) this.move([this.at[0], to[1]], true);
    else if (this.words.some((word) => word[1] < this.at[1] && word[0] >= this.at[0])) {
      this.move([this.at[0], this.words.findLast((word) => word[1] < this.at[1])[1]], true);
    }
  }

  press(key, shift) {
    const unit = this.unit().name, chosen = this.now.attributions.find((one) => one.number === this.now.open);
    const field = { v: this.voice, y: this.type, f: this.frame, h: this.hedge, l: this.claim }[key];
    if (key in PARTS) this.ask({ do: "mark", part: PARTS[key], unit, place: key !== "c" || this.made || shift ? this.at : null, more: shift });
    else if (key === "w") {
      const named = chosen && this.now.marks.some((mark) => mark.of === chosen.number && mark.part === "source");
      this.ask({ do: "call", unit, place: named && !this.made ? null : this.at });
      setTimeout(() => this.type.focus(), 250);
    } else if (/^[1-9]$/.test(key)) {
      const one = this.speakers[key - 1];
      one ? this.ask({ do: "voice", voice: one.key }) : this.say(`there is no voice ${key}`, true);
    } else if (key === "o") this.ask({ do: "carry", unit, place: this.made ? this.at : null });
    else if (key === "t") this.ask({ do: "stance", stance: { neutral: "distancing", distancing: "factive", factive: "neutral" }[chosen?.stance ?? "factive"] });
    else if (["x", "delete", "backspace"].includes(key)) this.ask({ do: "drop", place: this.at, more: shift });
    else if (key === "d") {
      this.ask({ do: "done", unit, more: shift });
      this.travel("ArrowDown", false, false);
    } else if (key === "z" || key === "r") this.ask({ do: key === "r" || shift ? "redo" : "undo" });
    else if (key === "g") this.jump = true;
    else if (key === "escape") this.ask({ do: "open", number: 0 });
    else if (key === "enter") {
      const here = this.now.marks.filter((mark) => Number.isInteger(mark.of) && mark.at[0] < this.at[1] && this.at[0] < mark.at[1]);
      const numbers = [...new Set(here.map((mark) => mark.of))], next = numbers[(numbers.indexOf(this.now.open) + 1) % numbers.length];
      numbers.length ? this.ask({ do: "open", number: next }) : this.say("no attribution stands here", true);
    } else if (field) {
      if (field.closest("details")) field.closest("details").open = true;
      field.focus();
    }
  }
}

export default {
  render({ model, el }) {
    const desk = new Desk(model, el);
    return () => desk.close();
  },
};
