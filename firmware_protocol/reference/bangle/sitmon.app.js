/* sitmon for Bangle.js 2 and Puck.js v2: streams acceleration by the sitmon GATT profile 1.0 (../../PROTOCOL.md).

   Never run on hardware: tested under Node on a stubbed watch (tests/firmware_protocol/reference).

   WHO MAY PROGRAM IT.  Espruino lets anybody near connect, read the stream and write programs to it.  To lock it:
     require("Storage").writeJSON("sitmon.json", {passkey: "123456"})   // six digits of yours, then start the app anew
   and pair once in the computer's Bluetooth settings.  From then on the stream and the console ask for a paired
   link (NRF.setSecurity, below).  E.setPassword("...") in a boot file locks the console alone.

   How it works.  The sensor fills a queue, a packet leaves as soon as it is full.  While the computer is away the
   queue keeps the newest samples until the lease ends; what it cannot keep is told by OVERFLOW.  Espruino does not
   tell an app the MTU of a link, so packets are made for the MTU that its firmware accepts (computers ask for
   more), and never hold more samples than Start asked for. */

const MAJOR = 1, MINOR = 0;
const UUID = {
  service: "7ae90100-be4c-492f-a786-69776b18097e", info: "7ae90101-be4c-492f-a786-69776b18097e",
  stream: "7ae90102-be4c-492f-a786-69776b18097e", control: "7ae90103-be4c-492f-a786-69776b18097e"
};
const IDENTIFY = 0x02, TIME_SYNC = 0x04, CONFIGURE = 0x08, ENCRYPTED = 0x10;      // features in Info
const OVERFLOW = 0x01, CLIP = 0x02, HEARTBEAT = 0x04, LOW_BATTERY = 0x08;         // flags of a packet
const OK = 0, UNKNOWN_OP = 1, INVALID_ARGUMENT = 2, NOT_SUPPORTED = 3, GONE = 6, FAULT = 7;
const COUNTS_PER_G = 4096, TICK_HZ = 32768;
const RATES = 11, RANGES_G = [2, 4, 8, 16], WEAR_SITES = 6, MOST_SAMPLES = 83;    // what the profile knows
const LEASE_S = 120, LEASE_MAX_S = 3600, BEAT_S = 1.5, LOOK_MS = 250, IDLE_MS = 2000;
const UTC_MS_MAX = 253402300799999, U32 = 4294967296;

/* ---------------------------------------------------------------------------- the two boards
   `rates` are rate indices.  Both sensors give 16 bits over the whole range, so raw / 32768 * range is g, whatever
   unit Espruino takes them for. */

const bangle = {
  model: "Bangle.js 2", mtu: 131, room: 1024, rates: [0, 1, 3], ranges: [2, 4, 8],
  take: function (a) { take(a.x * 8192, a.y * 8192, a.z * 8192); },
  set: function (rate, range_g) {  // Kionix KX023: standby, output data rate, full scale, on (CNTL1 0x18, ODCNTL 0x1B)
    const scale = {2: 0, 4: 8, 8: 16}[range_g];
    Bangle.accelWr(0x18, 0x64 | scale);
    Bangle.accelWr(0x1B, rate == 0 ? 0 : 0x40 | (rate == 1 ? 1 : 2));
    Bangle.accelWr(0x18, 0xE4 | scale);
    Bangle.setPollInterval({0: 80, 1: 40, 3: 20}[rate]);
  },
  on: function (rate, range_g) {
    Bangle.setOptions({powerSave: false});  // or it would look ten times more rarely after a minute of stillness
    bangle.set(rate, range_g);
    Bangle.on("accel", bangle.take);
  },
  off: function () {
    Bangle.removeListener("accel", bangle.take);
    bangle.set(0, 4);
    Bangle.setOptions({powerSave: true});
  },
  identify: function () { Bangle.buzz(1500); },
  begin: function () { Bangle.setUI({mode: "custom", btn: leave}); },
  leave: function () { load(); },  // the clock
  draw: function (lines) {
    g.reset().clearRect(0, 0, g.getWidth() - 1, g.getHeight() - 1).setFontAlign(0, 0);
    for (let i = 0; i < lines.length; i++)
      g.setFont("Vector", i ? 18 : 24).drawString(lines[i], g.getWidth() / 2, 36 + 36 * i);
  }
};

const puck = {
  model: "Puck.js v2", mtu: 53, room: 256, rates: [0, 2, 4], ranges: [2, 4, 8],
  take: function (a) { take(a.acc.x, a.acc.y, a.acc.z); },
  on: function (rate, range_g) {  // ST LSM6DS3TR-C: rate and full scale are in CTRL1_XL 0x10
    Puck.accelOn({0: 12.5, 2: 26, 4: 52}[rate]);
    Puck.accelWr(0x10, {0: 0x10, 2: 0x20, 4: 0x30}[rate] | {2: 0, 4: 8, 8: 12}[range_g]);
    Puck.on("accel", puck.take);
  },
  off: function () {
    Puck.removeListener("accel", puck.take);
    Puck.accelOff();
  },
  identify: function () { digitalPulse(LED1, 1, [500, 500, 500, 500, 500]); },
  begin: function () { setWatch(leave, BTN, {edge: "rising", debounce: 50, repeat: true}); },
  leave: function () {  // off the air, and with the next press back on it
    asleep = !asleep;
    if (asleep) NRF.sleep(); else { NRF.wake(); call(); }
  },
  draw: function () {}
};

const board = process.env.BOARD == "PUCKJS" ? puck : bangle;
const MOST = Math.floor((board.mtu - 17) / 6);

/* ----------------------------------------------------------------------------------- state */

const settings = require("Storage").readJSON("sitmon.json", 1) || {};
const boot_id = E.hwRand();        // of this start of the app: the counters below begin with it
let sequence = 0, index = 0;       // of the next packet, of the next sample
let streams = false, rate = 0, range_g = 4, per_packet = MOST;
let lent_s = 0, lease_s = 0, sent_s = 0, began_s = 0;
let connected = false, subscribed = false, asleep = false;
let battery = E.getBattery(), looks = 0, looker, slower;

const ring = new Int16Array(3 * board.room), ticks = new Uint32Array(board.room);
let head = 0, queued = 0, overflow = false, credit = 0;

/* Seconds since the app began.  getTime() jumps when somebody sets the watch; tick must not, and we look every 2 s. */
let up_s = 0, seen_s = getTime();
function up() {
  const now = getTime(), step = now - seen_s;
  seen_s = now;
  if (step > 0 && step < 10) up_s += step;
  return up_s;
}

function tick() { return Math.floor(up() * TICK_HZ) % U32; }

/* ---------------------------------------------------------------------------------- stream */

function within(value) { return Math.max(-32768, Math.min(32767, Math.round(value))); }

/* One sample, in raw LSB: 16 bits over the whole range. */
function take(x, y, z) {
  if (queued == board.room) forget(1);
  const at = (head + queued) % board.room, scale = range_g / 8;
  ring[3 * at] = within(x * scale);
  ring[3 * at + 1] = within(y * scale);
  ring[3 * at + 2] = within(z * scale);
  ticks[at] = tick();
  index = (index + 1) % U32;
  queued++;
  // Each sample taken pays for two sent: a backlog flows off at twice the rate, without flooding the radio.
  credit = Math.min(credit + 2, 2 * per_packet);
  while (subscribed && queued >= per_packet && credit >= per_packet && send(per_packet)) credit -= per_packet;
}

/* Samples that no packet will carry. */
function forget(count) {
  if (count) overflow = true;
  head = (head + count) % board.room;
  queued -= count;
}

/* Notify the oldest `count` samples, or with 0 a heartbeat; false if the radio cannot take them now. */
function send(count) {
  const out = new Uint8Array(14 + 6 * count), view = new DataView(out.buffer);
  let flags = (count ? (overflow ? OVERFLOW : 0) : HEARTBEAT) | (battery <= 10 ? LOW_BATTERY : 0);
  for (let i = 0; i < count; i++)
    for (let axis = 0; axis < 3; axis++) {
      const value = ring[3 * ((head + i) % board.room) + axis];
      if (Math.abs(value) >= COUNTS_PER_G * range_g - 1) flags |= CLIP;
      view.setInt16(14 + 6 * i + 2 * axis, value, true);
    }
  out[0] = MAJOR << 4 | 1;
  out[1] = flags;
  view.setUint16(2, sequence, true);
  view.setUint32(4, count ? (index - queued + U32) % U32 : index, true);
  view.setUint32(8, count ? ticks[head] : tick(), true);
  out[12] = count;
  out[13] = rate;
  if (!update(UUID.service, UUID.stream, out, "notify")) return false;
  sequence = (sequence + 1) % 65536;
  sent_s = up();
  if (count) {
    head = (head + count) % board.room;
    queued -= count;
    overflow = false;
  }
  return true;
}

function start(new_rate, new_range_g, count) {
  if (!streams || new_rate != rate || new_range_g != range_g) {
    stop();
    board.on(new_rate, new_range_g);
    rate = new_rate;
    range_g = new_range_g;
    began_s = up();
  }
  streams = true;
  per_packet = count;
  lent_s = sent_s = up();
  lease_s = LEASE_S;
  subscribed = true;  // a central must be, before Start; one that is bonded need not write the descriptor again
  changeInterval(looker, LOOK_MS);
}

function stop() {
  if (streams) board.off();
  streams = false;
  forget(queued);
  changeInterval(looker, IDLE_MS);
}

/* --------------------------------------------------------------------------------- control */

/* What each op does with its arguments: the status, and what is then in force. */
const ops = [
  undefined,
  function (o) {  // START
    if (o[2] >= RATES || RANGES_G.indexOf(o[3]) < 0 || o[4] < 1 || o[4] > MOST_SAMPLES) return [INVALID_ARGUMENT];
    if (board.rates.indexOf(o[2]) < 0 || board.ranges.indexOf(o[3]) < 0) return [NOT_SUPPORTED];
    const count = Math.min(o[4], MOST);
    try { start(o[2], o[3], count); } catch (e) { return [FAULT]; }
    return [OK, o[2], o[3], count];
  },
  function () { stop(); return [OK]; },  // STOP
  function (o) {  // CONFIGURE
    if (o[2] >= WEAR_SITES) return [INVALID_ARGUMENT];
    settings.site = o[2];
    require("Storage").writeJSON("sitmon.json", settings);
    update(UUID.service, UUID.info, info());
    return [OK, o[2]];
  },
  function (o) {  // TIME_SYNC: the watch keeps its own time of day
    if (number(o, 6, 4) * U32 + number(o, 2, 4) > UTC_MS_MAX) return [INVALID_ARGUMENT];
    const now = tick();
    return [OK, now & 255, now >> 8 & 255, now >> 16 & 255, now >> 24 & 255];
  },
  function (o) { return [number(o, 6, 2) ? NOT_SUPPORTED : INVALID_ARGUMENT]; },  // RESEND
  function () { board.identify(); return [OK]; },  // IDENTIFY
  function (o) {  // KEEP_LEASE
    const seconds = number(o, 2, 2);
    if (seconds < 1 || seconds > LEASE_MAX_S) return [INVALID_ARGUMENT];
    if (!streams || up() - lent_s >= lease_s) return [GONE];
    lent_s = up();
    lease_s = seconds;
    return [OK, o[2], o[3]];
  }
];
const ARGUMENT_BYTES = [0, 3, 0, 1, 8, 6, 0, 2];

function number(octets, at, bytes) {
  let value = 0;
  while (bytes--) value = value * 256 + octets[at + bytes];
  return value;
}

/* The reply to whatever was written. */
function obey(o) {
  const op = o.length ? o[0] : 0, head = [op | 0x80, o.length > 1 ? o[1] : 0];
  if (op < 1 || op >= ops.length) return head.concat([UNKNOWN_OP]);
  if (o.length != 2 + ARGUMENT_BYTES[op]) return head.concat([INVALID_ARGUMENT]);
  return head.concat(ops[op](o));
}

/* ----------------------------------------------------------------------------------- radio */

function info() {
  const out = new Uint8Array(19), view = new DataView(out.buffer);
  let rates = 0;
  board.rates.forEach(function (i) { rates |= 1 << i; });
  out[0] = MAJOR;
  out[1] = MINOR;
  view.setUint16(2, IDENTIFY | TIME_SYNC | CONFIGURE | (settings.passkey ? ENCRYPTED : 0), true);
  view.setUint16(4, COUNTS_PER_G, true);
  view.setUint32(6, TICK_HZ, true);
  view.setUint16(10, rates, true);
  out[12] = 7;  // 2, 4 and 8 g
  out[13] = MOST;
  out[14] = settings.site || 0;
  view.setUint32(15, boot_id, true);
  return out;
}

/* Set a value and perhaps send it; false while Espruino still waits to set up our services. */
function update(service, characteristic, value, how) {
  const change = {value: value}, of_service = {}, all = {};
  if (how) change[how] = true;
  of_service[characteristic] = change;
  all[service] = of_service;
  try { NRF.updateServices(all); } catch (e) { return false; }
  return true;
}

/* Flags, our UUID and a short name in the primary packet, where passive scans see it. */
function advertise(interval_ms) {
  const name = "sit-" + NRF.getAddress().substr(12, 2) + NRF.getAddress().substr(15, 2);
  const octets = [2, 1, 6, 17, 7], hex = UUID.service.split("-").join("");
  for (let i = 30; i >= 0; i -= 2) octets.push(parseInt(hex.substr(i, 2), 16));
  octets.push(name.length + 1, 8);
  for (let i = 0; i < name.length; i++) octets.push(name.charCodeAt(i));
  NRF.setAdvertising(octets, {interval: interval_ms});
}

/* Advertise fast for 30 s, while the computer is looking, then slowly. */
function call() {
  advertise(100);
  if (slower) clearTimeout(slower);
  slower = setTimeout(function () { slower = undefined; advertise(1000); }, 30000);
}

function serve() {
  const locked = {mitm: true, encrypted: true}, lock = settings.passkey ? {read: locked, write: locked} : undefined;
  const ours = {}, all = {};
  if (settings.passkey) NRF.setSecurity({passkey: settings.passkey, mitm: 1, display: 1});
  ours[UUID.info] = {readable: true, value: info()};
  ours[UUID.stream] = {
    notify: true, value: [0], maxLen: 14 + 6 * MOST, security: lock,
    onWriteDesc: function (event) {
      const trusted = !settings.passkey || NRF.getSecurityStatus().encrypted;
      subscribed = !!(new Uint8Array(event.data)[0] & 1) && trusted;
      show();
    }
  };
  ours[UUID.control] = {
    writable: true, indicate: true, value: [0], maxLen: 20, security: lock,
    onWrite: function (event) {
      update(UUID.service, UUID.control, obey(new Uint8Array(event.data)), "indicate");
      show();
    }
  };
  all[UUID.service] = ours;
  all["180f"] = {"2a19": {readable: true, notify: true, value: [battery]}};
  all["180a"] = {
    "2a25": {readable: true, value: NRF.getAddress()}, "2a29": {readable: true, value: "Espruino"},
    "2a24": {readable: true, value: board.model}, "2a26": {readable: true, value: "sitmon 1 on " + process.env.VERSION}
  };
  NRF.setServices(all, {uart: true});  // the console stays, so that the app can be replaced
  NRF.setConnectionInterval({minInterval: 100, maxInterval: 250});
  if (NRF.getSecurityStatus().connected) NRF.disconnect();  // services change only when nobody is connected
  call();
}

NRF.on("connect", function () { connected = true; show(); });
NRF.on("disconnect", function () { connected = subscribed = false; call(); show(); });

/* ------------------------------------------------------------------------- look round, show */

/* Is the lease over, a heartbeat due, the battery other than it was? */
function look() {
  const now = up();
  if (streams && now - lent_s >= lease_s) { stop(); show(); }
  if (streams && subscribed && now - sent_s >= BEAT_S) send(0);
  if (now - looks < 60) return;
  looks = now;
  const level = E.getBattery();
  if (level != battery) {
    battery = level;
    update("180f", "2a19", [battery], "notify");
  }
  show();
}

function show() {
  const state = streams ? (subscribed ? "streaming" : "keeping") : (connected ? "connected" : "waiting");
  const minutes = streams ? Math.floor((up() - began_s) / 60) + " min" : "";
  board.draw([state, minutes, "battery " + battery + " %", "button: stop"]);
}

/* The button. */
function leave() {
  stop();
  NRF.disconnect();
  board.leave();
}

E.on("kill", function () { if (streams) board.off(); });  // another app is loaded: the sensor is again as it was
looker = setInterval(look, IDLE_MS);
board.begin();
serve();
show();
