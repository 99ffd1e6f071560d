/* An Espruino board that is not there: runs the app in a fresh context, with stubs that do what Espruino's sources say.

   Reads one JSON request a line and answers each with one: {"events": [...], "result": ...}.  Its time is its own and
   moves only when asked.  Known limits: it is Node, so it takes JavaScript that Espruino may not. */
"use strict";
const fs = require("fs"), readline = require("readline"), vm = require("vm");
const [source, boardName] = process.argv.slice(2);
const isPuck = boardName === "PUCKJS";

let now_ms, wall_ms, events, timers, watch, storage = {};

function note(kind, more) { events.push(Object.assign({kind, ms: now_ms}, more)); }
function hex(value) { return Buffer.from(value).toString("hex"); }
function bytesOf(value) { return typeof value === "string" ? Buffer.from(value) : Buffer.from(Array.from(value)); }

/* ------------------------------------------------------------------------------- one boot */

function boot(options) {
  now_ms = 0;
  wall_ms = 1772438400000;
  events = [];
  timers = new Map();
  watch = {
    connected: !!options.connected, encrypted: !!options.encrypted, advertising: true, mtu: options.mtu || 131,
    characteristics: null, wanted: null, cccd: {}, congested: false, battery: options.battery || 83, random: options.random ?? 1,
    g: options.g || [0, 0, 1], silent: false, broken: !!options.broken, period_ms: 80, range_g: 4, standby: false, samples: 0,
    next_sample_ms: 80, listeners: {}, button: null, screen: [], loaded: 0, seed: 1
  };
  vm.runInContext(fs.readFileSync(source, "utf8"), vm.createContext(world()), {filename: source});
}

function listen(of) {
  return {
    on: (event, f) => { (watch.listeners[of + event] = watch.listeners[of + event] || []).push(f); },
    removeListener: (event, f) => {
      watch.listeners[of + event] = (watch.listeners[of + event] || []).filter((other) => other !== f);
    }
  };
}
function emit(name, value) { for (const f of watch.listeners[name] || []) f(value); }

function timer(f, ms, repeats) {
  const id = ++watch.seed;
  timers.set(id, {f, ms, repeats, due: now_ms + ms});
  return id;
}

function world() {
  const screen = {setFontAlign: 0, setFont: 0, reset: 0, clearRect: 0};
  const g = {getWidth: () => 176, getHeight: () => 176, drawString: (text) => { watch.screen.push(text); return g; }};
  for (const name of Object.keys(screen)) g[name] = () => { if (name === "clearRect") watch.screen = []; return g; };
  const common = {
    process: {env: {BOARD: boardName, VERSION: "2v27"}},
    require: (name) => {
      if (name !== "Storage") throw new Error("Module " + name + " not found");
      return {
        readJSON: (file) => (file in storage ? JSON.parse(storage[file]) : undefined),
        writeJSON: (file, value) => { storage[file] = JSON.stringify(value); }
      };
    },
    getTime: () => wall_ms / 1000,
    setInterval: (f, ms) => timer(f, ms, true),
    setTimeout: (f, ms) => timer(f, ms, false),
    clearTimeout: (id) => timers.delete(id),
    changeInterval: (id, ms) => { const t = timers.get(id); t.ms = ms; t.due = now_ms + ms; },
    load: () => { watch.loaded++; note("load"); },
    E: Object.assign(listen("E:"), {hwRand: () => watch.random, getBattery: () => watch.battery}),
    NRF
  };
  Object.assign(NRF, listen("NRF:"));
  if (isPuck) {
    return Object.assign(common, {
      Puck: Object.assign(listen("accel:"), {
        accelOn: (hz) => { sensor(1000 / hz, 4); watch.next_sample_ms = now_ms + watch.period_ms; },
        accelOff: () => { watch.standby = true; },
        accelWr: (register, value) => {
          if (register !== 0x10) throw new Error("register");
          sensor({1: 80, 2: 1000 / 26, 3: 1000 / 52}[value >> 4], {0: 2, 2: 4, 3: 8}[value >> 2 & 3]);
        }
      }),
      LED1: "LED1", BTN: "BTN", digitalPulse: () => note("identify"), setWatch: (f) => { watch.button = f; }
    });
  }
  return Object.assign(common, {
    g,
    Bangle: Object.assign(listen("accel:"), {
      setPollInterval: (ms) => { watch.period_ms = ms; watch.powerSave = false; watch.next_sample_ms = now_ms + ms; },
      setOptions: (options) => { if ("powerSave" in options) watch.powerSave = options.powerSave; },
      accelWr: (register, value) => {
        if (watch.broken) throw new Error("I2C");
        if (register === 0x18) { watch.standby = !(value & 0x80); watch.range_g = [2, 4, 8][value >> 3 & 3]; }
        else if (register === 0x1b && !watch.standby) throw new Error("ODCNTL is written only in standby");
        else if (register === 0x1b) watch.odr_hz = 12.5 * (1 << (value & 15));
      },
      buzz: () => note("identify"),
      setUI: (ui) => { watch.button = ui.btn; }
    })
  });
}

function sensor(period_ms, range_g) {
  if (watch.broken) throw new Error("I2C");
  watch.standby = false;
  watch.period_ms = period_ms;
  watch.range_g = range_g;
}

/* ------------------------------------------------------------------------------------- NRF */

const NRF = {
  getAddress: () => "c4:11:22:33:e5:f0",
  getSecurityStatus: () => ({connected: watch.connected, encrypted: watch.connected && watch.encrypted}),
  setAdvertising: (data, options) => {
    if (data.length > 31) throw new Error("DATA_SIZE");
    note("advertise", {hex: hex(bytesOf(data)), interval: options.interval, while_connected: watch.connected});
  },
  setConnectionInterval: (interval) => note("interval", interval),
  setSecurity: (options) => note("security", {options}),
  setServices: (services, options) => {
    watch.wanted = services;
    note("services", {uart: options.uart});
    if (!watch.connected) install();  // otherwise when the link is gone
  },
  updateServices: (services) => {
    if (watch.wanted) throw new Error("Can't update services until BLE restart");
    for (const service of Object.keys(services))
      for (const uuid of Object.keys(services[service])) renew(uuid.toLowerCase(), services[service][uuid]);
  },
  disconnect: () => { if (watch.connected) lose(22); },
  sleep: () => { note("sleep"); watch.advertising = false; NRF.disconnect(); },
  wake: () => { note("wake"); watch.advertising = true; }
};

function install() {
  watch.characteristics = {};
  for (const service of Object.keys(watch.wanted))
    for (const uuid of Object.keys(watch.wanted[service])) {
      const made = watch.wanted[service][uuid], value = bytesOf(made.value || []);
      watch.characteristics[uuid.toLowerCase()] = Object.assign({}, made, {value, room: made.maxLen || value.length, service});
    }
  watch.wanted = null;
}

function renew(uuid, change) {
  const known = watch.characteristics[uuid];
  if (!known) throw new Error("Unable to find service with UUID " + uuid);
  const value = bytesOf(change.value);
  if (value.length > known.room) throw new Error("ERR 0x9 (INVALID_LENGTH)");
  known.value = value;
  const bit = change.indicate ? 2 : change.notify ? 1 : 0;
  if (!bit || !watch.connected || !(watch.cccd[uuid] & bit)) return;  // NRF_ERROR_INVALID_STATE is passed over
  if (!(bit === 2 ? known.indicate : known.notify)) return;
  if (watch.congested && bit === 1) { note("dropped", {uuid}); return; }  // NRF_ERROR_RESOURCES is passed over too
  note(bit === 2 ? "indicate" : "notify", {uuid, hex: hex(value.subarray(0, watch.mtu - 3))});
}

function lose(reason) {
  watch.connected = false;
  watch.cccd = {};
  if (watch.wanted) install();
  emit("NRF:disconnect", reason);
}

/* ------------------------------------------------------------------------------------ time */

function sample() {
  watch.next_sample_ms += watch.period_ms;
  if (watch.silent || watch.standby || !(watch.listeners["accel:accel"] || []).length) return;
  watch.samples++;  // those that the app could see
  const raw = watch.g.map((g) => Math.max(-32768, Math.min(32767, Math.round(g * 32768 / watch.range_g))));
  if (watch.counting) raw[0] = watch.samples;  // so that a test knows each sample again
  if (isPuck) emit("accel:accel", {acc: {x: raw[0], y: raw[1], z: raw[2]}});
  else emit("accel:accel", {x: raw[0] / 8192, y: raw[1] / 8192, z: raw[2] / 8192});
}

function advance(ms) {
  const until = now_ms + ms;
  for (;;) {
    let due = Math.min(watch.next_sample_ms, ...[...timers.values()].map((t) => t.due));
    if (due > until) break;
    wall_ms += due - now_ms;
    now_ms = due;
    if (watch.next_sample_ms <= now_ms) { sample(); continue; }
    const [id, t] = [...timers].find(([, candidate]) => candidate.due <= now_ms);
    if (t.repeats) t.due += t.ms; else timers.delete(id);
    t.f();
  }
  wall_ms += until - now_ms;
  now_ms = until;
}

/* -------------------------------------------------------------------------------- requests */

const requests = {
  boot,
  set: (request) => { Object.assign(watch, request.values); },
  store: (request) => { storage = request.files; },
  stored: () => storage,
  advance: (request) => advance(request.ms),
  set_wall: (request) => { wall_ms += request.by_ms; },
  connect: () => { watch.connected = true; emit("NRF:connect", "aa:bb:cc:dd:ee:ff"); },
  lose: () => lose(8),
  subscribe: (request) => {
    watch.cccd[request.uuid] = request.bits;
    const f = watch.characteristics[request.uuid].onWriteDesc;
    if (f && !request.restored) f({data: new Uint8Array([request.bits, 0]).buffer});
  },
  write: (request) => {
    const known = watch.characteristics[request.uuid], value = Buffer.from(request.hex, "hex");
    if (!known.writable || value.length > known.room) return "refused by ATT";
    known.onWrite({data: new Uint8Array(value).buffer});
    return "written";
  },
  read: (request) => {
    const known = watch.characteristics[request.uuid];
    return known && known.readable ? hex(known.value) : null;
  },
  table: () => {
    const table = {};
    for (const [uuid, known] of Object.entries(watch.characteristics))
      table[uuid] = {service: known.service, security: known.security || null, room: known.room, properties:
        ["readable", "writable", "notify", "indicate"].filter((property) => known[property])};
    return table;
  },
  press: () => watch.button(),
  kill: () => emit("E:kill"),
  state: () => Object.assign({}, watch, {listeners: Object.values(watch.listeners).flat().length, accel:
    (watch.listeners["accel:accel"] || []).length, characteristics: null, wanted: !!watch.wanted, button: null})
};

readline.createInterface({input: process.stdin}).on("line", (line) => {
  const request = JSON.parse(line);
  let result, error;
  try { result = requests[request.do](request); } catch (e) { error = String(e.stack); }
  process.stdout.write(JSON.stringify({result, error, events}) + "\n");
  events = [];
});
