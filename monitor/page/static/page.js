"use strict";
// The page of a running sitmon.  It shows what it is told and says what the person says; it decides nothing.

const SVG = "http://www.w3.org/2000/svg";
const HEIGHT = { lying: 12, sitting: 24, standing: 40, moving: 52, unknown: 8, "non-wear": 8 };
const INHALE_S = 4;
const BREATH_S = 10;
const PATIENCE_MS = 3000; // who raises a red flag is told soon if nobody hears it
const AGAIN_MS = 3000; // after so long a lost page asks whether sitmon is back
const $ = (id) => document.getElementById(id);
let texts = {};
let now = {};
let guide = null;
let raised = ""; // what is said of a red flag before the state has it
let refusedOf = ""; // the exercise whose refusal stands in the reply
let chosen = false; // whether the person has chosen another exercise than the one for now

const say = (name, values = {}) =>
  (texts[name] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));

// The session's secret lies in this tab alone: a cookie would go to every port of this machine.
async function call(path, body) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem("session")}` };
  const post = { method: "POST", headers: { ...headers, "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, body === undefined ? { headers } : post);
  if (!answer.ok) throw Object.assign(new Error((await answer.json()).error), { status: answer.status });
  return answer;
}

const ask = async (path, body) => (await call(path, body)).json();

async function* records(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split("\n");
    rest = lines.pop();
    yield* lines.map((line) => JSON.parse(line));
  }
}

function make(name, attributes = {}, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.append(Object.assign(document.createElementNS(SVG, "title"), { textContent: text }));
  return made;
}

function drawn(svg) {
  return document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true);
}

function element(name, text = "", className = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (className) made.className = className;
  return made;
}

const clock = (seconds) => {
  const minutes = Math.floor(seconds / 60);
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
};

// ---------------------------------------------------------------- this second
function showNow(state) {
  now = state;
  const posture = state.bout ?? "unknown";
  $("bout").textContent = state.bout ? `${state.bout_text} ${state.posture_text}` : say("nothing_yet");
  $("block").className = `block ${posture}`;
  $("next").textContent = nextLine(state);
  if (state.red_flag) raised = "";
  showFlag();
  warn("not-kept", state.not_kept_text ?? "");
  $("pause").hidden = state.paused;
  $("resume").hidden = !state.paused;
  $("snooze").hidden = $("skip").hidden = state.bout !== "sitting" || state.red_flag;
  showTrace(state.trace);
  const said = state.recommended;
  $("recommended").textContent = said ? `${said.time}  ${said.title}` : (state.barred[forNow().split("/")[0]] ?? say("no_exercise"));
  $("why").textContent = said ? said.why : "";
  $("drive-over").hidden = !state.driving;
  if (!chosen) $("which").value = forNow();
  const battery = state.battery_percent === null ? "" : `${say("battery", { percent: state.battery_percent })}. `;
  $("health").textContent = `${state.wearable ?? "–"} · ${state.link} · ${battery}${state.today_text ?? ""}`;
  const barred = guide && state.barred[guide.exercise.exercise];
  if (barred) guide.end(state.red_flag ? "" : barred);
  if (refusedOf && !state.barred[refusedOf]) refusedOf = $("reply").textContent = "";
  if (guide) guide.tick();
}

function showFlag() {
  warn("flag", raised || (now.red_flag ? say("urgent") : ""));
  $("flagged").hidden = $("plan-waits").hidden = !now.red_flag;
  $("exercise-now").hidden = $("pillars").hidden = Boolean(now.red_flag || raised);
}

// The exercise that is recommended, or the one that the guide begins with: its name and side, as they are chosen.
function forNow() {
  const said = now.recommended;
  const known = said && said.exercise !== "movement-break";
  return known ? `${said.exercise}/${said.side}` : `${texts.usual}/${texts.side}`;
}

function warn(name, line) {
  $(name).hidden = !line;
  if ($(name).textContent !== line) $(name).textContent = line; // an alert is read aloud when it changes
}

function nextLine(state) {
  if (state.link !== "streaming") return say("no_data", { state: state.link_reason || state.link });
  if (state.red_flag || !state.next_text) return "";
  return `${state.next_text.charAt(0).toUpperCase()}${state.next_text.slice(1)}.`;
}

function showTrace(trace) {
  const bars = trace.map(([posture, sd], second) => {
    const height = Math.min(40, 3 + 12 * Math.log10(1 + 1000 * sd));
    return make("rect", { class: posture, x: second * 4, y: 40 - height, width: 3, height });
  });
  $("trace").querySelector("g").replaceChildren(...bars);
}

// ---------------------------------------------------------------- the day
async function showDay() {
  const today = new Date();
  const pad = (number) => String(number).padStart(2, "0");
  const day = await ask(`/day/${today.getFullYear()}-${pad(today.getMonth() + 1)}-${pad(today.getDate())}`);
  const seen = day.events.filter((event) => event.kind === "bout" || event.kind === "gap");
  if (day.open) seen.push(day.open);
  const first = Math.floor(Math.min(8 * 3600, ...seen.map((event) => startOf(event))) / 3600) * 3600;
  const last = Math.ceil(Math.max(20 * 3600, ...seen.map((event) => event.time_s)) / 3600) * 3600;
  const width = Math.max(240, $("day").clientWidth); // so that marks stay round on a phone
  $("day").setAttribute("viewBox", `0 0 ${width} 64`);
  const x = (seconds) => (width * (seconds - first)) / (last - first);
  const shapes = seen.map((event) => block(event, x));
  for (const event of day.events) {
    if (event.kind === "nudge") shapes.push(make("path", { class: "mark", d: `M${x(event.time_s)} 9l-4-8h8z` }, event.text));
    if (event.kind === "outcome") shapes.push(circle(x(event.time_s), event));
  }
  $("day").querySelector("g").replaceChildren(...shapes);
  const hours = []; // as the clock on the wall shows them
  for (let hour = first / 3600; hour <= last / 3600; hour += (last - first) / 3600 > 14 ? 4 : 2) hours.push(element("span", `${hour}:00`));
  $("hours").replaceChildren(...hours);
  showLegend(seen);
  const told = day.events.filter((event) => event.text && event.kind !== "bout");
  $("events").replaceChildren(...told.slice(-12).reverse().map(line));
  $("events").tabIndex = told.length ? 0 : -1;
}

const startOf = (event) => event.time_s - event.duration_s;

function block(event, x) {
  const posture = event.kind === "gap" ? "gap" : event.posture;
  const height = HEIGHT[posture] ?? 8;
  const [left, right] = [x(startOf(event)), x(event.time_s)];
  const shape = { class: posture, x: left, width: Math.max(0.5, right - left), y: 64 - height, height };
  const name = event.kind === "gap" ? say("gap") : texts[`posture_${posture}`];
  return make("rect", shape, `${clock(startOf(event))}–${clock(event.time_s)} ${name}`);
}

function circle(at, event) {
  return make("circle", { class: event.result === "verified" ? "mark" : "mark claimed", cx: at, cy: 6, r: 3.5 }, event.text);
}

function showLegend(seen) {
  const postures = [...new Set(seen.map((event) => (event.kind === "gap" ? "gap" : event.posture)))];
  $("legend").replaceChildren(
    ...postures.map((posture) => {
      const entry = element("span", posture === "gap" ? say("gap") : texts[`posture_${posture}`]);
      entry.prepend(element("span", "", `block ${posture}`));
      return entry;
    }),
  );
}

function line(event) {
  const item = element("li");
  item.append(element("time", clock(event.time_s)), element("span", event.text));
  return item;
}

// ---------------------------------------------------------------- the week and the plan
async function showWeek() {
  const week = await ask("/week");
  const head = element("tr");
  head.append(element("td"), ...Array.from({ length: 24 }, (_, hour) => Object.assign(element("th", hour % 6 ? "" : `${hour}`), { scope: "col" })));
  $("week").replaceChildren(head, ...week.days.map(row));
  $("pillars").replaceChildren(...week.pillars.map(pillar));
  $("pain").textContent = week.pain;
}

function row(day) {
  const made = element("tr");
  const name = new Date(`${day.date}T12:00`).toLocaleDateString(texts.language, { weekday: "short", day: "numeric" });
  made.append(Object.assign(element("th", name), { scope: "row" }));
  day.sitting_s.forEach((sitting, hour) => {
    const cell = element("td");
    const minutes = Math.round(sitting / 60);
    const known = day.seen_s[hour] > 60;
    cell.title = known ? say("sitting_of_hour", { minutes, hour }) : say("not_seen");
    cell.append(element("span", known ? `${minutes}` : say("not_seen"), "visually-hidden"));
    if (known) cell.style.setProperty("--much", `${Math.round(sitting / 36)}%`);
    else cell.className = "unseen";
    made.append(cell);
  });
  return made;
}

function pillar(one) {
  const made = element("div");
  const name = element("dt", one.name);
  name.append(element("span", `  ${one.state_text}`, "state quiet"));
  made.append(name, element("dd", one.sentence));
  return made;
}

// ---------------------------------------------------------------- the guided exercise
class Guide {
  constructor(exercise) {
    this.exercise = exercise;
    this.step = 0;
    this.heldSince = null;
    this.isHolding = false;
    $("guide-name").textContent = [exercise.name, exercise.side_text].filter(Boolean).join(", ");
    $("cues").replaceChildren(...exercise.cues.map((cue) => element("li", cue)));
    $("donts").replaceChildren(...exercise.donts.map((dont) => element("li", dont)));
    $("felt").hidden = true;
    $("outcome").textContent = "";
    this.show();
    $("guide").showModal();
    $("after").focus();
  }

  async begin() {
    const side = this.exercise.side === "both" ? "" : ` ${this.exercise.side}`;
    const answer = await ask("/say", { action: "stretch", detail: this.exercise.exercise + side });
    if (answer.replies.length && guide === this) this.close(); // refused
    if (answer.replies.length || answer.not_kept) $("reply").textContent = replied(answer);
  }

  show() {
    const steps = this.exercise.steps;
    $("guide-step-of").textContent = say("step_of", { number: this.step + 1, count: steps.length });
    $("guide-step").textContent = steps[this.step];
    const drawing = this.exercise.drawings[this.step];
    $("drawing").hidden = !drawing;
    if (drawing) $("drawing").replaceChildren(drawn(drawing));
    this.isHolding = this.step === steps.length - 1 && this.exercise.hold_s !== null;
    $("holding").hidden = !this.isHolding;
    $("holding").classList.toggle("breathing", this.isHolding);
    $("before").disabled = this.step === 0;
    $("after").hidden = this.isHolding;
    if (this.isHolding) this.hold();
  }

  move(by) {
    const last = this.exercise.steps.length - 1;
    if (this.step === last && by > 0) return this.ask();
    this.step = Math.max(0, Math.min(last, this.step + by));
    return this.show();
  }

  hold() {
    this.beganAt = performance.now();
    $("in-pose").hidden = this.isSeen();
    this.tick();
  }

  isSeen() {
    return Boolean(now.practice?.followed && now.practice.seen && now.practice.exercise === this.exercise.exercise);
  }

  held() {
    if (this.isSeen()) return Math.round(now.practice.held_s ?? 0);
    return this.heldSince === null ? 0 : Math.floor((performance.now() - this.heldSince) / 1000);
  }

  tick() {
    if (!this.isHolding) return;
    const [held, hold] = [this.held(), this.exercise.hold_s];
    $("held").textContent = say("held", { seconds: held, hold });
    const waits = this.isSeen() && held === 0;
    $("seen").textContent = say(waits ? "waiting" : this.isSeen() ? "by_sensor" : "by_clock");
    $("in-pose").hidden = this.isSeen() || this.heldSince !== null;
    const breath = ((performance.now() - this.beganAt) / 1000) % BREATH_S;
    $("breath").textContent = say(breath < INHALE_S ? "breathe_in" : "breathe_out");
    if (held >= hold) this.ask();
  }

  ask() {
    this.isHolding = false;
    $("holding").hidden = true;
    $("after").hidden = true;
    $("before").hidden = true;
    $("felt").hidden = false;
    if (this.isSeen() && now.practice.reason) $("outcome").textContent = now.practice.reason;
    if (!this.isSeen()) ask("/say", { action: "done", detail: "" }).catch(lost);
    $("felt").querySelector("button").focus();
  }

  async felt(how) {
    const answer = await ask("/say", { action: "feedback", detail: `${how} ${this.exercise.exercise}` });
    this.close();
    refusedOf = "";
    $("reply").textContent = replied(answer);
  }

  end(why) {
    this.close();
    if (why) refusedOf = this.exercise.exercise;
    $("reply").textContent = why;
    $(why ? "reply" : "flag").focus(); // what was open is gone: the reason is where the eye and the reader are sent
  }

  close() {
    guide = null;
    for (const id of ["guide-name", "guide-step-of", "guide-step"]) $(id).textContent = "";
    for (const id of ["drawing", "cues", "donts"]) $(id).replaceChildren();
    $("before").hidden = $("after").hidden = false;
    if ($("guide").open) $("guide").close();
    history.replaceState(null, "", location.pathname);
    $("begin").focus();
  }
}

async function openGuide(name, side) {
  const found = await ask(`/exercise/${name}/${side}`);
  refusedOf = found.refused ? name : "";
  if (found.refused) throw new Error(found.refused);
  guide = new Guide(found);
  await guide.begin();
}

// ---------------------------------------------------------------- what the person says
async function raise(symptom) {
  $("alarm").close();
  raised = `${say("urgent_title")}. ${say("urgent_body")} ${say("urgent_call")}`; // first of all, whoever hears it
  if (guide) guide.close();
  $("reply").textContent = "";
  showFlag();
  $("flag").focus();
  try {
    const silent = new Promise((_, fail) => setTimeout(() => fail(new Error(say("flag_silent"))), PATIENCE_MS));
    const answer = await Promise.race([ask("/say", { action: "red-flag", detail: symptom }), silent]);
    if (answer.not_kept) raised = replied(answer);
  } catch (error) {
    raised += ` ${say("flag_not_kept", { reason: error.message })}`;
  }
  showFlag();
}

async function clear() {
  $("looked").close();
  await tell("clear-red-flag");
  $("reply").focus();
}

function listenToFlags() {
  const open = (dialog, first) => () => ($(dialog).showModal(), $(first).focus());
  $("raise").onclick = $("guide-raise").onclick = open("alarm", "alarm-heading"); // no key that is still down confirms
  $("no-flag").onclick = () => $("alarm").close();
  for (const button of document.querySelectorAll("[data-flag]")) button.onclick = () => raise(button.dataset.flag);
  $("clear").onclick = open("looked", "looked-heading");
  $("looked-no").onclick = () => $("looked").close();
  $("looked-yes").onclick = () => clear().catch(lost);
}

async function showChoices() {
  const every = await ask("/exercises");
  $("which").replaceChildren(...every.map((one) => Object.assign(element("option", one.text), { value: `${one.exercise}/${one.side}` })));
}

// ---------------------------------------------------------------- done already, and why it hurts
async function did() {
  const [exercise, side] = ($("which").value || forNow()).split("/");
  const answer = await ask("/say", { action: "did", detail: side === "both" ? exercise : `${exercise} ${side}` });
  $("reply").textContent = replied(answer);
  $("felt-now").hidden = Boolean(answer.not_kept);
  showWeek().catch(lost);
  for (const button of document.querySelectorAll("[data-felt-now]"))
    button.onclick = () => {
      $("felt-now").hidden = true;
      tell("feedback", `${button.dataset.feltNow} ${exercise}`).then(() => $("reply").focus()).catch(lost);
    };
}

async function showChapter() {
  if (!$("causes").open || $("chapter").firstChild) return;
  for (const section of await ask("/chapter")) {
    $("chapter").append(element("h3", section.heading));
    if (section.drawing) $("chapter").append(drawn(section.drawing));
    const body = section.is_list ? element("ul") : element("p", section.sentences.join(" "));
    if (section.is_list) body.append(...section.sentences.map((sentence) => element("li", sentence)));
    $("chapter").append(body);
  }
}

function openChapter() {
  $("causes").open = true;
  $("causes").scrollIntoView();
  $("causes").querySelector("summary").focus({ preventScroll: true });
}

async function tell(action, detail = "") {
  refusedOf = "";
  $("reply").textContent = replied(await ask("/say", { action, detail }));
}

function listen() {
  for (const action of ["snooze", "skip", "pause", "resume"]) $(action).onclick = () => tell(action).catch(lost);
  $("which").onchange = () => {
    chosen = true;
  };
  $("begin").onclick = () => {
    chosen = false;
    openGuide(...($("which").value || forNow()).split("/")).catch(refused);
  };
  $("did").onclick = () => did().catch(lost);
  $("why-open").onclick = openChapter;
  $("causes").ontoggle = () => showChapter().catch(lost);
  $("drive-over").onclick = () => ask("/drive-over", {}).catch(lost);
  listenToFlags();
  $("after").onclick = () => guide?.move(1);
  $("before").onclick = () => guide?.move(-1);
  $("close").onclick = () => guide?.close();
  $("guide").onclose = () => guide?.close();
  $("radiating").onclick = () => guide?.felt("radiating").catch(lost);
  $("in-pose").onclick = () => {
    guide.heldSince = performance.now();
    guide.tick();
  };
  for (const button of document.querySelectorAll("[data-felt]")) button.onclick = () => guide?.felt(button.dataset.felt).catch(lost);
  listenSetUp();
  $("guide").onkeydown = (event) => {
    if (event.key === "ArrowRight") guide?.move(1);
    if (event.key === "ArrowLeft") guide?.move(-1);
  };
  const levels = Array.from({ length: 11 }, (_, level) => Object.assign(element("button", `${level}`), { type: "button" }));
  levels.forEach((button, level) => {
    button.onclick = async () => {
      $("noted").textContent = replied(await ask("/say", { action: "pain", detail: `${level}` }));
    };
  });
  $("levels").replaceChildren(...levels);
}

// ---------------------------------------------------------------- the way in
function shut(text) {
  if (guide) guide.close(); // a red flag could not reach it any more
  $("main").hidden = true;
  $("shut").hidden = false;
  $("shut").textContent = text;
}

const lost = (error) => {
  $("reply").textContent = error.message;
};

const refused = (error) => {
  lost(error);
  $("reply").focus(); // it stands above the button that was pressed
};

function translate() {
  document.documentElement.lang = texts.language;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = say(one.dataset.text);
}

async function follow() {
  for (;;) {
    try {
      const live = await call("/live");
      $("main").hidden = false;
      $("shut").hidden = true;
      for await (const state of records(live)) showNow(state);
    } catch (error) {
      if (error.status) return shut(error.message); // another sitmon runs, and does not know this tab
    }
    shut(say("lost"));
    await new Promise((again) => setTimeout(again, AGAIN_MS));
  }
}

async function enter() {
  const [token, ...wanted] = location.hash.slice(1).split("/");
  if (token.length > 40) {
    history.replaceState(null, "", location.pathname);
    sessionStorage.setItem("session", (await ask("/session", { token })).session);
  }
  texts = await ask("/texts");
  translate();
  listen();
  await showChoices();
  $("main").hidden = false; // laid out, and not seen before all of it is there: nothing may jump away under a finger
  showNow(await ask("/now"));
  follow();
  const refresh = () => Promise.all([showDay(), showWeek()]).catch(lost);
  await refresh();
  $("main").removeAttribute("aria-busy");
  setInterval(refresh, 60000);
  addEventListener("resize", () => showDay().catch(lost));
  setInterval(() => guide?.tick(), 250);
  setInterval(tickPose, 250);
  if (wanted.length === 2) await openGuide(...wanted).catch(refused);
}

enter().catch(() => shut(texts.enter ?? "This page belongs to a running sitmon. Open it by: sitmon dashboard"));
