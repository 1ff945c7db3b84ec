// The desk as a person sees it. All marks are kept in Python; this shows them, and says what is asked for.
// Texts become text nodes, never HTML. `recogito` is library/recogito.js, which stands before this script.

/** An element with properties and children; strings become text nodes. */
function make(tag, given = {}, ...children) {
  const one = Object.assign(document.createElement(tag), given);
  one.append(...children);
  return one;
}

const PARTS = { s: "source", u: "cue", c: "content" };
const PATIENCE = 5000; // milliseconds
const UNHEARD = "No answer from the kernel. If it was restarted or has ended, run the cells again. If it is busy, or "
  + "another program holds the package, the last steps are done as soon as it is free.";

const spoken = (name) => name.replaceAll("_", " ");
const over = (one, two) => one[0] < two[1] && two[0] < one[1];

/** Draw marks as boxes behind the text, each with a letter and the number of its attribution. */
function painter(container) {
  const layer = make("div", { className: "rd-layer", ariaHidden: "true" });
  container.append(layer);
  const boxes = ({ annotation: { properties: { className, of } }, rects }) => rects.map((rect, place) => {
    const box = make("span", { className });
    if (!place) box.dataset.label = spoken(`${of}`);
    box.style = `left: ${rect.x}px; top: ${rect.y}px; width: ${rect.width}px; height: ${rect.height}px`;
    return box;
  });
  const redraw = (highlights) => layer.replaceChildren(...highlights.flatMap(boxes));
  return { destroy: () => layer.remove(), setVisible: () => {}, redraw };
}

class Desk {
  constructor(model, el) {
    this.model = model;
    [this.waiting, this.jump] = [0, false]; // answers that are out; whether the next letter is one to go to
    this.root = make("div", { className: "rd", ariaLabel: "Coding desk", role: "group" });
    el.append(this.root);
    model.on("msg:custom", this.hear);
    this.ask("hello");
  }

  ask(what, fields = {}) {
    this.wait(this.waiting + 1);
    this.model.send({ do: what, ...fields });
  }

  /** Note how many answers are out; when none comes, say so. */
  wait(waiting) {
    this.waiting = Math.max(waiting, 0);
    this.root.ariaBusy = `${this.waiting > 0}`;
    clearTimeout(this.timer);
    if (this.waiting) this.timer = setTimeout(() => { this.wait(0); this.say(UNHEARD); }, PATIENCE);
  }

  close() {
    clearTimeout(this.timer);
    this.model.off("msg:custom", this.hear);
    this.annotator?.destroy();
  }

  hear = ({ about, now, said, wrong }) => {
    if (about && !this.about) this.build(about);
    this.now = now;
    if (this.about) this.show();
    if (said) this.say(said, wrong);
    this.wait(this.waiting - 1);
  };

  say(words, wrong = true) {
    if (!this.about) return this.root.replaceChildren(words);
    this.said.textContent = words;
    this.said.classList.toggle("is-wrong", wrong);
  }

  build(about) {
    this.about = about;
    this.units = [0]; // UTF-16 units before each code point: browsers count the former, Python the latter
    for (const char of about.text) this.units.push(this.units.at(-1) + char.length);
    const parts = new Intl.Segmenter(undefined, { granularity: "word" }).segment(about.text);
    this.words = [...parts].filter((one) => one.isWordLike)
      .map(({ index, segment }) => [this.point(index), this.point(index + segment.length)]);
    [this.at, this.made] = [this.words[0], false]; // what is selected; whether it is more than a caret's word
    const page = new DOMParser().parseFromString(about.page, "text/html"); // desk.html, with nobody's words
    this.root.replaceChildren(...page.body.children);
    for (const part of this.root.querySelectorAll("[data-is]")) this[part.dataset.is] = part;
    [this.coder.textContent, this.blind.textContent] = [about.coder, about.how];
    [this.progress.max, this.theirs.hidden] = [about.units.length, about.blind];
    this.accept.hidden = this.offered.hidden = !about.helped;
    this.frames.append(...about.frames.map((value) => make("option", { value }, spoken(value))));
    let last = 0;
    for (const { name, kind, start, end, text } of about.units) {
      const className = `rd-unit rd-${kind}${name.endsWith("s1") ? " is-first" : ""}`;
      const block = make("span", { className }, text);
      block.dataset.unit = name;
      this.text.append(this.cut(last, start), block);
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
    const take = () => setTimeout(() => this.taken());
    this.text.addEventListener("pointerup", take);
    this.text.addEventListener("pointerdown", () => document.addEventListener("pointerup", (event) => {
      if (!this.text.contains(event.target)) take(); // words are selected, though the mouse is elsewhere now
    }, { once: true }));
    this.root.addEventListener("keydown", (event) => {
      const { key, target } = event;
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation(); // JupyterLab would copy or delete cells
      if (target === this.text || !target.matches("select, input, button")) return;
      if (key === "Enter" && target.matches("select, input")) {
        target.closest("p")?.querySelector("button").click();
        this.focus(); // which is a change for a field that was typed into
      } else if (key === "Escape") this.focus();
    });
    this.root.addEventListener("click", ({ target, shiftKey }) => {
      const key = target.closest("[data-key]")?.dataset.key;
      if (key) this.press(key, shiftKey);
      if (key) this.focus();
    });
    this.looks.addEventListener("change", ({ target: { value: look, checked: more } }) => {
      this.ask("look", { look, more });
    });
    this.card.addEventListener("change", ({ target }) => {
      const fields = [this.voice, this.stance, this.name, this.type, this.through];
      const [voice, stance, name, type, through] = fields.map((field) => field.value);
      if (target === this.stance) this.ask("stance", { stance });
      else if (target !== this.voice) this.ask("edit", { voice, name, type, through });
      else if (voice) this.ask("voice", { voice });
    });
  }

  show() {
    const { attributions, marks, suggested, claims, done, voices, looks, open, undo, redo } = this.now;
    const drawn = [...marks, ...suggested.flatMap((one) => one.marks)];
    this.annotator.state.store.bulkAddAnnotations(drawn.map(({ part, of, at, look = "" }, place) => ({
      id: `m${place}`, bodies: [], target: { annotation: `m${place}`, selector: [this.selector(at)] },
      properties: { of, className: `rd-mark rd-${part} ${of === open && "is-open"} ${look}` },
    })), true);
    this.progress.value = done.length;
    this.count.textContent = `${done.length} of ${this.progress.max} units done`;
    for (const box of this.looks.querySelectorAll("input")) box.checked = looks.includes(box.value);
    [this.undo.disabled, this.redo.disabled] = [!undo, !redo];
    this.speakers = voices.filter((one) => one.source_type !== "narrator");
    this.chosen = attributions.find((one) => one.number === open);
    const voice = voices.find((one) => one.key === this.chosen?.voice);
    this.voices.replaceChildren(...this.speakers.map(({ key, label, source_type: type }) => this.item(
      label, key === voice?.key, () => this.ask("voice", { voice: key }), spoken(type) || "type?")));
    this.all.replaceChildren(...attributions.map(({ number, name, where, lacks }) => {
      const needs = lacks.length ? make("em", {}, ` needs ${lacks.join(", ")}`) : "";
      return this.item(name, number === open, () => this.open(number), where, needs);
    }), ...claims.map(({ sentence_id: unit, claim }) => this.item(`Take away: ${claim}`, null,
      () => this.ask("unclaim", { unit, claim }), `claim in ${unit}`)));
    this.fill(voice);
    this.here();
  }

  item(name, pressed, take, ...more) {
    const onclick = () => { take(); this.focus(); };
    const button = make("button", { type: "button", ariaPressed: pressed, onclick }, name);
    return make("li", {}, button, " ", ...more);
  }

  /** Put the open attribution, and its voice, into the fields. */
  fill(voice) {
    const { chosen } = this;
    for (const select of [this.voice, this.through]) {
      const speakers = this.speakers.map(({ key, label }) => make("option", { value: key }, label));
      select.replaceChildren(select.firstElementChild, ...speakers);
    }
    this.title.textContent = chosen ? `Attribution ${chosen.number}` : "No attribution is open";
    this.voice.value = chosen?.voice ?? "";
    const { source_type: type = "", label = "", through = "" } = voice ?? {};
    [this.type.value, this.name.value, this.through.value] = [type, label, through];
    this.stance.value = chosen?.stance ?? "neutral";
    [this.card.disabled, this.through.disabled] = [!chosen, !voice];
    this.type.disabled = this.name.disabled = !voice || voice.fixed;
    if (this.asked && voice && !voice.source_type) this.type.focus();
    this.asked = false;
  }

  here() {
    const [{ name }, { done, attributions, suggested }] = [this.unit(), this.now];
    for (const { dataset: { unit }, classList } of this.text.querySelectorAll(".rd-unit")) {
      classList.toggle("is-here", unit === name);
      classList.toggle("is-done", done.includes(unit));
      classList.toggle("is-lacking", attributions.some((one) => one.unit === unit && one.lacks.length));
    }
    const offered = suggested.filter(({ unit }) => unit === name);
    this.guesses.replaceChildren(...offered.map(({ name: what, at }) => this.item(
      `Accept: ${what}`, null, () => this.ask("accept", { unit: name, place: at, more: false }))));
    const others = this.about.others[name] ?? ["nothing"];
    this.others.replaceChildren(...others.map((line) => make("li", {}, line)));
  }

  point(unit) { return this.units.findIndex((one) => one >= unit); }
  cut(from, to) { return this.about.text.slice(this.units[from], this.units[to]); }
  selector([from, to]) { return { start: this.units[from], end: this.units[to], quote: this.cut(from, to) }; }

  unit(at = this.at[0]) { return this.about.units.findLast((one) => one.start <= at) ?? this.about.units[0]; }

  move(place, made = false) {
    if (!place) return;
    [this.at, this.made] = [place, made];
    const { range } = recogito.reviveSelector(this.selector(place), this.text);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    const [box, frame] = [range.getBoundingClientRect(), this.pane.getBoundingClientRect()];
    const away = box.top < frame.top + 30 || box.bottom > frame.bottom - 30;
    if (away) this.pane.scrollTop += box.top - frame.top - frame.height / 3;
    const near = this.now.suggested.find(({ marks }) => marks.some(({ at }) => over(at, place)))?.name;
    const { name } = this.unit();
    const marked = this.now.marks.filter(({ at }) => over(at, place))
      .map(({ part, of }) => `, ${part} ${spoken(`${of}`)}`);
    const told = [name === this.told ? "" : `${name}: `, this.cut(...place), ...marked];
    this.word.textContent = told.join("") + (near && near !== this.near ? `, suggested: ${near}` : "");
    [this.near, this.told] = [near, name];
    this.here();
  }

  focus() {
    this.text.focus({ preventScroll: true });
    this.move(this.at, this.made);
  }

  /** Take what the mouse has selected; a click takes the word under it. */
  taken() {
    const selection = getSelection();
    if (!selection.rangeCount || !selection.getRangeAt(0).intersectsNode(this.text)) return;
    const range = selection.getRangeAt(0).cloneRange();
    if (!this.text.contains(range.startContainer)) range.setStart(this.text, 0);
    if (!this.text.contains(range.endContainer)) range.setEnd(this.text, this.text.childNodes.length);
    const { start, end } = recogito.rangeToSelector(range, this.text);
    const place = [this.point(start), this.point(end)];
    if (place[0] < place[1]) this.move(place, true);
    else this.move(this.words.find((word) => place[0] <= word[1]) ?? this.words.at(-1));
  }

  open(number) {
    this.ask("open", { number });
    const first = Math.min(...this.now.marks.filter((mark) => mark.of === number).map((mark) => mark.at[0]));
    this.move(this.words.find((word) => word[1] > first));
  }

  key(event) {
    const { key, shiftKey: shift, altKey, ctrlKey, metaKey } = event;
    if (altKey || ctrlKey || metaKey || /^(Tab|Shift|Control|Alt|Meta)/.test(key)) return;
    event.preventDefault();
    if (this.jump) {
      this.jump = false;
      const begins = (word) => this.cut(...word).toLowerCase().startsWith(key.toLowerCase());
      this.move(this.words.find((word) => word[0] > this.at[0] && begins(word)));
    } else if (/^(Arrow|Home|End)/.test(key)) this.travel(key, shift);
    else this.press(key.toLowerCase(), shift);
  }

  travel(key, shift = false) {
    const { about: { units }, words, at: [from, to] } = this;
    const place = units.indexOf(this.unit());
    const starts = units.map((unit) => words.find((word) => word[0] >= unit.start));
    const inside = words.filter((word) => this.unit(word[0]) === units[place]);
    const next = {
      Home: () => inside[0],
      End: () => inside.at(-1),
      ArrowDown: () => (shift ? inside.at(-1) : starts[place + 1]),
      ArrowUp: () => starts[from > starts[place][0] ? place : place - 1],
      ArrowLeft: () => words.findLast((word) => word[0] < from),
      ArrowRight: () => words.find((word) => word[0] >= to),
    }[key]();
    const shorter = words.findLast((word) => word[1] < to && word[0] >= from);
    if (!shift) this.move(next);
    else if (next?.[1] > to) this.move([from, next[1]], true);
    else if (shorter) this.move([from, shorter[1]], true);
  }

  press(key, shift = false) {
    const { now: { marks, open }, at: place } = this;
    const [unit, part] = [this.unit().name, PARTS[key]];
    const field = { v: this.voice, y: this.type, f: this.frames, h: this.hedges, l: this.claim }[key];
    const here = marks.filter(({ of, at }) => Number.isInteger(of) && over(at, place));
    const [voice, stances] = [this.speakers[key - 1], this.stance.options];
    const named = marks.some((mark) => mark.of === open && mark.part === "source");
    // What was selected is used, unless that was refused or undone: the next content is the rest.
    const stands = ({ part: what, of, at }) => of === open && what !== "content" && over(at, place);
    const made = this.made && !(this.used === place && (this.waiting || marks.some(stands)));
    if (part || key === "w") [this.used, this.undoes] = [place, true];
    else if (key === "z" && !shift && this.undoes) this.used = null;
    else this.undoes = false;
    const words = part !== "content" || made || shift ? place : null;
    if (part) this.ask("mark", { part, unit, place: words, more: shift });
    else if (key === "w") {
      this.asked = true;
      this.ask("call", { unit, place: named && !made ? null : place });
    } else if (voice) this.ask("voice", { voice: voice.key });
    else if (key === "o") this.ask("carry", { unit, place: made ? place : null });
    else if (key === "a") this.ask("accept", { unit, place, more: shift });
    else if (key === "t") this.ask("stance", { stance: stances[(this.stance.selectedIndex + 1) % 3].value });
    else if (["x", "delete", "backspace"].includes(key)) this.ask("drop", { place, more: shift });
    else if (key === "d") {
      this.ask("done", { unit, more: shift });
      this.travel("ArrowDown");
    } else if (key === "z" || key === "r") this.ask(key === "r" || shift ? "redo" : "undo");
    else if (key === "g") this.jump = true;
    else if (key === "escape") this.ask("open", { number: 0 });
    else if (key === "enter" && here.length) {
      this.ask("open", { number: (here.find((mark) => mark.of !== open) ?? here[0]).of });
    } else if (/frames|hedges/.test(key)) this.ask("code", { part: key, kind: this[key].value, place });
    else if (key === "claims") {
      this.ask("claim", { unit, claim: this.claim.value, kind: this.kind.value, check: this.check.value });
    } else if (field) {
      this.more.open ||= this.more.contains(field);
      field.focus();
      field.select?.(); // the next claim takes the place of the last
    } else this.say(`${key}: nothing to do here`);
  }
}

export default {
  render({ model, el }) {
    const desk = new Desk(model, el);
    return () => desk.close();
  },
};
