/* sitmon on a Seeed XIAO nRF52840 Sense: thigh strap or pocket, by the sitmon GATT profile 1.0 (../../PROTOCOL.md).

   NEVER RUN ON HARDWARE.  It was compiled and run on a computer, against stubs of the libraries below
   (tests/firmware_protocol/reference); pins and registers are from the board files and data sheets.

   Build: Arduino IDE, board package "Seeed nRF52 Boards" (the one with Bluefruit, not mbed), board "Seeed XIAO
   nRF52840 Sense".  Copy ../sitmon_profile.h into this folder: the IDE includes nothing from outside a sketch.

   Pins      IMU LSM6DS3TR-C on Wire1 (SDA P0.07, SCL P0.27), address 0x6A, powered by P1.08 at high drive.
             Battery: P0.31 behind 1 M / 510 k, connected while P0.14 is low.  Keep P0.14 low: were it high while the
             cell charges, P0.31 would see more than it bears.  Charging at 50 mA; P0.13 low would make it 100.
             Button (yours to solder): D0 to ground.  Short press, or reset: may pair for 30 s.  5 s: forgets all bonds.
   Power     The IMU fills its own FIFO, gyroscope off, accelerometer in low power; we wake ten times a second, the
             radio at most every 100 ms.  DC/DC on, no Serial: USB alone would cost more than all else.
   Bonding   LE Secure Connections, just works, only in the 30 s; Stream and Control need the encrypted link.
   Hanging   The hardware watchdog starts it anew after 8 s; replies are handed to the radio without waiting.
   Missing   Resend; a resolvable private address (PROTOCOL.md 9): whoever knows its address can follow it. */

#include <Adafruit_LittleFS.h>
#include <InternalFileSystem.h>
#include <Wire.h>
#include <bluefruit.h>

#include "sitmon_profile.h"

static const uint8_t IMU = 0x6A, BUTTON = D0;
static const uint32_t TICK_HZ = configTICK_RATE_HZ;  // 1024: the RTC on the 32768 Hz crystal, also in sleep
static const uint32_t LOOK_MS = 100, PAIR_MS = 30000, WIPE_MS = 5000, BATTERY_MS = 60000, BLINK_MS = 3000;
static const uint32_t WATCHDOG_S = 8;                // a turn of loop() takes a tenth of one
static const uint16_t ROOM = 4096;                   // samples kept while nobody listens: 79 s at 52 Hz
static const int32_t COUNTS_PER_G = 4096;            // native at +- 8 g (0.244 mg); others are scaled to it
static const char SITE_FILE[] = "/wear_site";

static sitmon_info info = {SITMON_MINOR, SITMON_IDENTIFY_BIT | SITMON_TIME_SYNC_BIT | SITMON_CONFIGURE_BIT |
                           SITMON_ENCRYPTED_BIT, COUNTS_PER_G, TICK_HZ, 1 << 0 | 1 << 2 | 1 << 4 | 1 << 6,
                           1 | 2 | 4, 38, 0, 0};  // 12.5, 26, 52, 104 Hz; 2, 4, 8 g
static sitmon_clock lease;
static sitmon_command running;                       // the Start in force

struct Sample { int16_t xyz[3]; uint32_t tick; };
static Sample ring[ROOM];
static uint16_t head, queued, sequence;
static uint32_t next_index;
static bool overflow;
static uint8_t battery = 100;

static const uint8_t SERVICE[16] = SITMON_UUID(0), INFO[16] = SITMON_UUID(1), STREAM[16] = SITMON_UUID(2),
                     CONTROL[16] = SITMON_UUID(3);
static BLEService service(SERVICE);
static BLECharacteristic info_value(INFO), stream(STREAM), control(CONTROL);
static BLEDis device_information;
static BLEBas battery_service;
static volatile uint16_t connection = BLE_CONN_HANDLE_INVALID;

/* Commands wait here until loop() carries them out: callbacks run in other tasks, and touch nothing else.  A central
   of the profile writes one at a time; four is patience with one that does not. */
struct Written { uint8_t octets[SITMON_COMMAND_ROOM + 1]; uint16_t bytes; };
static Written waiting[4];
static volatile uint8_t written, answered;

/* A reply leaves alone, and the next one when it is confirmed. */
static uint8_t reply_octets[SITMON_REPLY_ROOM];
static uint16_t reply_bytes;

static uint32_t pair_until_ms, blink_until_ms, battery_at_ms, pressed_ms;
static bool may_pair, blinks, is_pressed;

/* Milliseconds that wrap at 2^32, as sitmon_clock wants them; millis() of this core wraps earlier. */
static uint32_t now_ms() {
  static uint32_t last;
  static uint64_t ticks;
  uint32_t now = xTaskGetTickCount();
  ticks += (uint32_t)(now - last);
  last = now;
  return (uint32_t)(ticks * 1000 / TICK_HZ);
}

/* ------------------------------------------------------------------------------------- IMU */

static bool imu_write(uint8_t address, uint8_t value) {
  Wire1.beginTransmission(IMU);
  Wire1.write(address);
  Wire1.write(value);
  return Wire1.endTransmission() == 0;
}

static bool imu_read(uint8_t address, uint8_t *into, uint8_t bytes) {
  Wire1.beginTransmission(IMU);
  Wire1.write(address);
  if (Wire1.endTransmission(false) != 0 || Wire1.requestFrom(IMU, bytes) != bytes) return false;
  for (uint8_t i = 0; i < bytes; i++) into[i] = (uint8_t)Wire1.read();
  return true;
}

/* Rate and range into CTRL1_XL and the FIFO; false if it does not answer. */
static bool imu_start(uint8_t rate, uint8_t range_g) {
  uint8_t who = 0;
  uint8_t odr = (uint8_t)(rate / 2 + 1);  // rate indices 0, 2, 4, 6 are 1, 2, 3, 4 here
  uint8_t scale = range_g == 2 ? 0 : range_g == 4 ? 2 : 3;
  return imu_read(0x0F, &who, 1) && who == 0x6A &&
         imu_write(0x12, 0x44) &&                    // CTRL3_C: whole samples only, addresses count up
         imu_write(0x15, 0x10) &&                    // CTRL6_C: low power below 208 Hz
         imu_write(0x0A, 0x00) &&                    // FIFO_CTRL5: bypass, which empties it
         imu_write(0x08, 0x01) &&                    // FIFO_CTRL3: the accelerometer alone, each sample
         imu_write(0x10, (uint8_t)(odr << 4 | scale << 2)) &&
         imu_write(0x0A, (uint8_t)(odr << 3 | 6));   // FIFO_CTRL5: continuous, the oldest makes room
}

static void imu_stop() { imu_write(0x10, 0), imu_write(0x0A, 0); }

/* Samples that no packet will carry. */
static void forget(uint16_t count) {
  if (count) overflow = true;
  head = (uint16_t)((head + count) % ROOM);
  queued = (uint16_t)(queued - count);
}

static void take(const uint8_t *raw, uint32_t tick) {
  if (queued == ROOM) forget(1);
  Sample &sample = ring[(head + queued) % ROOM];
  for (int axis = 0; axis < 3; axis++)
    sample.xyz[axis] = (int16_t)((int16_t)sitmon_get(raw + 2 * axis, 2) * running.range_g / 8);
  sample.tick = tick;
  queued++;
  next_index++;
}

/* Everything out of the FIFO.  Its newest sample was taken within the last period, each older one a period before. */
static void drain() {
  uint8_t status[2], raw[60];
  if (!imu_read(0x3A, status, 2)) return;
  if (status[1] & 0x40) overflow = true;  // it ran over (13 s at 52 Hz): the tick tells for how long
  uint32_t count = ((status[1] & 7u) << 8 | status[0]) / 3, now = xTaskGetTickCount();
  while (count) {
    uint32_t some = count < 10 ? count : 10;  // the library's buffer takes 64 bytes
    if (!imu_read(0x3E, raw, (uint8_t)(some * 6))) return;
    for (uint32_t i = 0; i < some; i++) take(raw + 6 * i, now - --count * TICK_HZ * 10 / sitmon_rate_dhz[running.rate]);
  }
}

/* ---------------------------------------------------------------------------------- stream */

static bool is_heard() { return connection != BLE_CONN_HANDLE_INVALID && stream.notifyEnabled(connection); }

/* Notify the oldest `count` samples, or with 0 a heartbeat; false if the radio has no room now. */
static bool send(uint8_t count) {
  static uint8_t out[SITMON_LONGEST];
  static int16_t xyz[3 * SITMON_MAX_SAMPLES];
  sitmon_packet packet = {0, sequence, next_index - (count ? queued : 0), count ? ring[head].tick : xTaskGetTickCount(),
                          count, running.rate};
  packet.flags = (uint8_t)((count ? (overflow ? SITMON_OVERFLOW : 0) : SITMON_HEARTBEAT) |
                           (battery <= 10 ? SITMON_LOW_BATTERY : 0));
  for (int i = 0; i < 3 * count; i++) {
    xyz[i] = ring[(head + i / 3) % ROOM].xyz[i % 3];
    if (abs(xyz[i]) >= COUNTS_PER_G * running.range_g - 1) packet.flags |= SITMON_CLIP;
  }
  BLEConnection *link = Bluefruit.Connection(connection);
  size_t bytes = link ? sitmon_encode_packet(out, link->getMtu() - 3u, &packet, xyz) : 0;
  if (!bytes || !stream.notify(connection, out, (uint16_t)bytes)) return false;
  sequence++;
  sitmon_clock_sent(&lease, now_ms());
  if (count) {
    forget(count);
    overflow = false;
  }
  return true;
}

static void stop() {
  if (lease.streams || queued) imu_stop();
  sitmon_clock_stop(&lease);
  forget(queued);
}

static uint8_t start(const sitmon_command *wanted) {
  bool goes_on = lease.streams && wanted->rate == running.rate && wanted->range_g == running.range_g;
  if (!goes_on) {
    stop();
    if (!imu_start(wanted->rate, wanted->range_g)) return SITMON_FAULT;
  }
  running = *wanted;
  sitmon_clock_start(&lease, now_ms());
  return SITMON_OK;
}

/* --------------------------------------------------------------------------------- control */

static void show_info() {
  uint8_t out[SITMON_INFO_BYTES];
  info_value.write(out, (uint16_t)sitmon_encode_info(out, &info));
}

static void keep_site(uint8_t site) {
  Adafruit_LittleFS_Namespace::File file(InternalFS);
  InternalFS.remove(SITE_FILE);
  if (file.open(SITE_FILE, Adafruit_LittleFS_Namespace::FILE_O_WRITE)) file.write(&site, 1), file.close();
  info.wear_site = site;
  show_info();
}

/* A good command that Info allows: the status; what is in force is written into it. */
static uint8_t carry_out(sitmon_command *command) {
  switch (command->op) {
    case SITMON_START: return start(command);
    case SITMON_STOP: stop(); return SITMON_OK;
    case SITMON_CONFIGURE: keep_site(command->wear_site); return SITMON_OK;
    case SITMON_TIME_SYNC: command->tick = xTaskGetTickCount(); return SITMON_OK;
    case SITMON_IDENTIFY: blinks = true, blink_until_ms = now_ms() + BLINK_MS; return SITMON_OK;
    case SITMON_KEEP_LEASE: return sitmon_clock_keep(&lease, now_ms(), command->seconds) ? SITMON_OK : SITMON_GONE;
    default: return SITMON_NOT_SUPPORTED;
  }
}

static void answer(const Written &command) {
  sitmon_reply reply;
  BLEConnection *link = Bluefruit.Connection(connection);
  reply.status = sitmon_decode_command(command.octets, command.bytes, &reply.actual);
  if (reply.status == SITMON_OK) reply.status = sitmon_judge(&info, link ? link->getMtu() : 23, &reply.actual);
  if (reply.status == SITMON_OK) reply.status = carry_out(&reply.actual);
  reply_bytes = (uint16_t)sitmon_encode_reply(reply_octets, &reply);
}

/* Straight to the radio, which never waits: the core's own indicate() waits for the confirmation without end, and for
   ever where the link is lost meanwhile (adafruit/Adafruit_nRF52_Arduino #772).  Whoever does not listen gets none. */
static bool send_reply() {
  ble_gatts_hvx_params_t wanted;
  memset(&wanted, 0, sizeof wanted);
  wanted.handle = control.handles().value_handle;
  wanted.type = BLE_GATT_HVX_INDICATION;
  wanted.p_len = &reply_bytes;
  wanted.p_data = reply_octets;
  return sd_ble_gatts_hvx(connection, &wanted) != NRF_ERROR_BUSY;
}

static void answer_all() {
  while (reply_bytes || written != answered) {
    if (!reply_bytes) answer(waiting[answered % 4]), answered = (uint8_t)(answered + 1);
    if (!send_reply()) return;  // the one before is not confirmed yet: the next turn tries again
    reply_bytes = 0;
  }
}

/* ----------------------------------------------------------------- callbacks, in other tasks */

static void on_write(uint16_t, BLECharacteristic *, uint8_t *octets, uint16_t bytes) {
  if ((uint8_t)(written - answered) == 4) return;
  Written &command = waiting[written % 4];
  const uint16_t room = sizeof command.octets;  // longer than any command stays so
  command.bytes = bytes < room ? bytes : room;
  if (bytes) memcpy(command.octets, octets, command.bytes);
  written = (uint8_t)(written + 1);
}

static void on_connect(uint16_t handle) {
  connection = handle;
  Bluefruit.Connection(handle)->requestDataLengthUpdate();
  Bluefruit.Connection(handle)->requestConnectionParameter(160, 0, 600);  // 200 ms, no latency, 6 s
}

static void on_disconnect(uint16_t, uint8_t) { connection = BLE_CONN_HANDLE_INVALID; }

/* A bond made outside the 30 s is no bond. */
static void on_paired(uint16_t handle, uint8_t status) {
  BLEConnection *link = Bluefruit.Connection(handle);
  if (status != BLE_GAP_SEC_STATUS_SUCCESS || may_pair || !link) return;
  link->removeBondKey();
  link->disconnect();
}

/* ----------------------------------------------------------------------------------- setup */

static void set_up_radio() {
  static char serial[13];
  uint8_t mac[6];
  Bluefruit.configPrphBandwidth(BANDWIDTH_MAX);  // MTU 247
  Bluefruit.begin();
  Bluefruit.autoConnLed(false);
  Bluefruit.setName("sitmon");
  Bluefruit.Security.setIOCaps(false, false, false);
  Bluefruit.Security.setPairCompleteCallback(on_paired);
  Bluefruit.Periph.setConnIntervalMS(100, 250);
  Bluefruit.Periph.setConnSupervisionTimeoutMS(6000);
  Bluefruit.Periph.setConnectCallback(on_connect);
  Bluefruit.Periph.setDisconnectCallback(on_disconnect);
  Bluefruit.getAddr(mac);
  for (int i = 0; i < 6; i++) snprintf(serial + 2 * i, 3, "%02x", mac[5 - i]);
  device_information.setManufacturer("sitmon");
  device_information.setModel("XIAO nRF52840 Sense");
  device_information.setFirmwareRev("1.0");
  device_information.setSerialNum(serial);
  device_information.begin();
  battery_service.begin();
}

static void set_up_service() {
  service.begin();
  info_value.setProperties(CHR_PROPS_READ);
  info_value.setPermission(SECMODE_OPEN, SECMODE_NO_ACCESS);
  info_value.setFixedLen(SITMON_INFO_BYTES);
  info_value.begin();
  stream.setProperties(CHR_PROPS_NOTIFY);
  stream.setPermission(SECMODE_ENC_NO_MITM, SECMODE_NO_ACCESS);
  stream.setMaxLen(247 - 3);
  stream.begin();
  control.setProperties(CHR_PROPS_WRITE | CHR_PROPS_INDICATE);
  control.setPermission(SECMODE_ENC_NO_MITM, SECMODE_ENC_NO_MITM);
  control.setMaxLen(20);
  control.setWriteCallback(on_write);
  control.begin();
}

static void advertise() {
  Bluefruit.Advertising.addFlags(BLE_GAP_ADV_FLAGS_LE_ONLY_GENERAL_DISC_MODE);
  Bluefruit.Advertising.addService(service);
  Bluefruit.Advertising.addData(BLE_GAP_AD_TYPE_SHORT_LOCAL_NAME, "sitmon", 6);
  Bluefruit.Advertising.restartOnDisconnect(true);
  Bluefruit.Advertising.setIntervalMS(100, 1000);
  Bluefruit.Advertising.setFastTimeout(30);
  Bluefruit.Advertising.start(0);
}

/* Whatever waits without end, such as Wire, whose eight waits for the bus have none: a new start after 8 s, with a new
   boot_id.  Nothing stops it again, not sleep either. */
static void start_watchdog() {
  NRF_WDT->CONFIG = WDT_CONFIG_SLEEP_Run << WDT_CONFIG_SLEEP_Pos | WDT_CONFIG_HALT_Pause << WDT_CONFIG_HALT_Pos;
  NRF_WDT->CRV = WATCHDOG_S * 32768 - 1;
  NRF_WDT->RREN = WDT_RREN_RR0_Enabled << WDT_RREN_RR0_Pos;
  NRF_WDT->TASKS_START = 1;
}

static void feed_watchdog() { NRF_WDT->RR[0] = WDT_RR_RR_Reload; }

static void set_up_board() {
  pinMode(VBAT_ENABLE, OUTPUT);
  digitalWrite(VBAT_ENABLE, LOW);
  pinMode(BUTTON, INPUT_PULLUP);
  pinMode(LED_BLUE, OUTPUT);
  digitalWrite(LED_BLUE, HIGH);  // off
  analogReference(AR_INTERNAL_3_0);
  analogReadResolution(12);
  // The IMU draws its supply from this pin: at standard drive it may not start.
  pinMode(PIN_LSM6DS3TR_C_POWER, OUTPUT);
  NRF_P1->PIN_CNF[8] =
      GPIO_PIN_CNF_DIR_Output << GPIO_PIN_CNF_DIR_Pos | GPIO_PIN_CNF_DRIVE_H0H1 << GPIO_PIN_CNF_DRIVE_Pos;
  digitalWrite(PIN_LSM6DS3TR_C_POWER, HIGH);
  delay(50);
  Wire1.begin();
  Wire1.setClock(400000);
}

void setup() {
  start_watchdog();
  set_up_board();
  set_up_radio();
  sd_power_dcdc_mode_set(NRF_POWER_DCDC_ENABLE);
  uint8_t random[4] = {0, 0, 0, 0};
  while (sd_rand_application_vector_get(random, 4) != NRF_SUCCESS) delay(1);
  info.boot_id = (uint32_t)sitmon_get(random, 4);
  InternalFS.begin();
  Adafruit_LittleFS_Namespace::File file(InternalFS);
  if (file.open(SITE_FILE, Adafruit_LittleFS_Namespace::FILE_O_READ)) file.read(&info.wear_site, 1), file.close();
  if (info.wear_site >= SITMON_WEAR_SITES) info.wear_site = 0;
  set_up_service();
  show_info();
  imu_stop();
  may_pair = true;
  pair_until_ms = now_ms() + PAIR_MS;
  battery_at_ms = now_ms() - BATTERY_MS;
  advertise();
}

/* ------------------------------------------------------------------------------------ loop */

/* A lithium cell under light load, roughly: 3.3 V is empty, 4.1 V full. */
static void look_at_battery(uint32_t now) {
  if (now - battery_at_ms < BATTERY_MS) return;
  battery_at_ms = now;
  int32_t millivolts = (int32_t)analogRead(PIN_VBAT) * 3000 / 4096 * 1510 / 510;
  int32_t percent = (millivolts - 3300) / 8;
  uint8_t level = (uint8_t)(percent < 0 ? 0 : percent > 100 ? 100 : percent);
  if (level == battery) return;
  battery = level;
  battery_service.write(level);
  if (connection != BLE_CONN_HANDLE_INVALID) battery_service.notify(connection, level);
}

static void look_at_button(uint32_t now) {
  bool down = digitalRead(BUTTON) == LOW;
  if (down && !is_pressed) pressed_ms = now, may_pair = true, pair_until_ms = now + PAIR_MS;
  if (down && is_pressed && now - pressed_ms >= WIPE_MS) Bluefruit.Periph.clearBonds(), pressed_ms = now;
  is_pressed = down;
  if (may_pair && (int32_t)(now - pair_until_ms) >= 0) may_pair = false;
}

static void blink(uint32_t now) {
  if (!blinks) return;
  blinks = (int32_t)(now - blink_until_ms) < 0;
  digitalWrite(LED_BLUE, blinks && now / 250 % 2 ? LOW : HIGH);
}

void loop() {
  uint32_t now = now_ms();
  feed_watchdog();
  answer_all();
  if (lease.streams) drain();
  while (is_heard() && lease.streams && queued >= running.samples_per_packet && send(running.samples_per_packet)) {}
  switch (sitmon_clock_feed(&lease, now_ms())) {
    case SITMON_STOP_DUE: imu_stop(), forget(queued); break;
    case SITMON_BEAT_DUE: if (is_heard()) send(0); break;
    default: break;
  }
  look_at_battery(now);
  look_at_button(now);
  blink(now);
  delay(LOOK_MS);
}
