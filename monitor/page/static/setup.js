"use strict";
// The set-up: the same steps as `sitmon setup` takes in a terminal.  Each writes what was chosen as soon as it is chosen.

const STILL_G = 0.05; // what is shown as still while a pose is held; whether it was is decided by sitmon
let cue = null;

function choice(name, text, answers, chosen) {
  const label = element("label", text);
  const field = document.createElement(answers.length ? "select" : "input");
  field.name = name;
  if (answers.length) {
    const every = chosen ? answers : [["", ""], ...answers];
    field.append(...every.map(([value, words]) => Object.assign(element("option", words), { value })));
    field.value = chosen;
  }
  label.append(field);
  return label;
}

async function showSetUp() {
  const form = await ask("/form");
  for (const one of form.fields) {
    const made = choice(one.name, one.text, Object.entries(one.choices), one.now);
    made.lastChild.onchange = async (event) => {
      if (one.name === "side") await answerOne("side", event.target.value); // counts at once; what is written, next time
      await write(`said-${place(one.name)}`, { [one.name]: event.target.value });
    };
    $(`field-${one.name}`).replaceChildren(made);
  }
  $("hint").textContent = form.hint;
  $("questions").replaceChildren(
    ...form.questions.map((one) => {
      const asked = choice(one.name, one.text, Object.entries(one.answers), one.now);
      asked.append(element("span", one.why, "quiet"));
      asked.querySelector("select").onchange = (event) => answerOne(one.name, event.target.value);
      return asked;
    }),
  );
  $("said-wearable").textContent = now.wearable ? say("in_use", { address: now.wearable }) : "";
  $("install").hidden = form.service.installed !== false;
  return form.service.text;
}

const place = (name) => (name === "leg" ? "site" : name);

async function step(said, button, work) {
  if (button) button.disabled = true;
  try {
    $(said).textContent = (await work()) ?? "";
  } catch (error) {
    $(said).textContent = error.message;
  }
  if (button) button.disabled = false;
}

const replied = (answer) => [answer.not_kept, ...answer.replies].filter(Boolean).join(" ") || say("noted");
const write = (said, values) => step(said, null, async () => replied(await ask("/form", values)));
const answerOne = (name, value) =>
  step(name === "side" ? "said-side" : "said-questions", null, async () => replied(await ask("/say", { action: "intake", detail: `${name}=${value}` })));

async function lookAround() {
  $("said-wearable").textContent = say("looking");
  const found = await ask("/set-up/wearable", {});
  const every = [["", ""], ...found.near.map((one) => [one.address, one.text])];
  const used = found.near.find((one) => one.chosen);
  const made = choice("wearable", say("which_one"), used ? every.slice(1) : every, used?.address);
  made.lastChild.onchange = (event) => write("said-wearable", { wearable: event.target.value });
  $("near").replaceChildren(...(found.near.length ? [made] : []));
  return found.text;
}

async function takePose() {
  let last = {};
  for await (const record of records(await call("/set-up/pose", {}))) {
    last = record;
    if (record.seconds) showCue(record);
  }
  cue = null;
  $("posing").hidden = true;
  return last.error ?? last.text ?? say("lost");
}

function showCue(record) {
  cue = { end: performance.now() + 1000 * record.seconds };
  $("posing").hidden = false;
  $("said-pose").textContent = "";
  $("pose-cue").textContent = record.text;
  tickPose();
}

function tickPose() {
  if (!cue) return;
  $("pose-left").textContent = `${Math.max(0, Math.ceil((cue.end - performance.now()) / 1000))}`;
  const [, sd] = now.trace?.at(-1) ?? ["unknown", 0];
  $("pose-still").textContent = say(sd < STILL_G ? "is_still" : "is_moving");
}

function listenSetUp() {
  $("set-up").ontoggle = () => $("set-up").open && step("said-service", null, showSetUp);
  $("look").onclick = () => step("said-wearable", $("look"), lookAround);
  $("pose").onclick = () => step("said-pose", $("pose"), takePose);
  $("test").onclick = () => {
    $("said-test").textContent = say("press_one");
    step("said-test", $("test"), async () => (await ask("/set-up/test", {})).text);
  };
  $("install").onclick = () => step("said-service", $("install"), async () => {
    const done = await ask("/set-up/service", {});
    $("install").hidden = true;
    return done.text;
  });
}
