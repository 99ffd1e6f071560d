/* A XIAO nRF52840 Sense that is not there: as much of Arduino, Bluefruit, Wire and LittleFS as the sketch uses.
 *
 * The signatures are those of Adafruit's nRF52 core; the sensor is a model of the LSM6DS3TR-C's FIFO.  Time stands
 * still but in `delay`.  What would go on the air is printed. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <deque>
#include <string>
#include <vector>

/* ------------------------------------------------------------------------------- the world */

struct World {
  double ms = 0;
  uint16_t mtu = 247;
  bool is_connected = false, is_broken = false, is_busy = false, is_bonded = true;
  int button = 1, millivolts = 3900, blue = 1;
  int16_t y = 0, z = 4096;
  uint8_t registers[128] = {0};
  uint8_t address = 0;
  double next_sample_ms = 0;
  int16_t samples = 0;
  bool overran = false, is_unconfirmed = false, is_stuck = false;
  double fed_ms = -1;  // when the watchdog was fed last; before its start never
  std::deque<int16_t> fifo, received;
  std::string site;
};
extern World world;

static const double ODR_HZ[] = {0, 12.5, 26, 52, 104, 208, 416};

inline bool samples_now() { return (world.registers[0x0A] & 7) == 6 && world.registers[0x10] >> 4; }

struct Reset {};  // by the watchdog

inline void pass(double ms) {
  double until = world.ms + ms;
  if (world.fed_ms >= 0 && until - world.fed_ms > 8000) throw Reset();
  while (samples_now() && world.next_sample_ms <= until) {
    world.samples++;
    for (int16_t number : {world.samples, world.y, world.z}) world.fifo.push_back(number);
    if (world.fifo.size() > 2046) {
      world.overran = true;
      world.fifo.erase(world.fifo.begin(), world.fifo.begin() + 3);
    }
    world.next_sample_ms += 1000.0 / ODR_HZ[world.registers[0x10] >> 4];
  }
  world.ms = until;
}

inline void print_hex(const char *what, const void *data, size_t bytes) {
  printf("%s ", what);
  for (size_t i = 0; i < bytes; i++) printf("%02x", ((const uint8_t *)data)[i]);
  printf(bytes ? "\n" : ".\n");
}

/* -------------------------------------------------------------------------------- Arduino */

enum { LOW, HIGH, OUTPUT = 1, INPUT_PULLUP };
enum { D0 = 0, LED_BLUE = 12, VBAT_ENABLE = 14, PIN_LSM6DS3TR_C_POWER = 15, PIN_VBAT = 32 };
enum { AR_INTERNAL_3_0 };
#define configTICK_RATE_HZ 1024

inline void delay(uint32_t ms) { pass(ms); }
inline uint32_t xTaskGetTickCount() { return (uint32_t)(uint64_t)(world.ms * 1.024); }
inline void pinMode(uint32_t, uint32_t) {}
inline void digitalWrite(uint32_t pin, uint32_t value) { if (pin == LED_BLUE) world.blue = (int)value; }
inline int digitalRead(uint32_t) { return world.button; }
inline void analogReference(int) {}
inline void analogReadResolution(int) {}
inline int analogRead(uint32_t) { return (int)(world.millivolts * 510.0 / 1510.0 / 3000.0 * 4096.0); }

/* ------------------------------------------------------------------------------------ nRF52 */

struct NRF_GPIO_Type { uint32_t PIN_CNF[32]; };
extern NRF_GPIO_Type port_1;
#define NRF_P1 (&port_1)
enum { GPIO_PIN_CNF_DIR_Output = 1, GPIO_PIN_CNF_DIR_Pos = 0, GPIO_PIN_CNF_DRIVE_H0H1 = 3, GPIO_PIN_CNF_DRIVE_Pos = 8 };
enum { NRF_SUCCESS, NRF_POWER_DCDC_ENABLE = 1, NRF_ERROR_INVALID_STATE = 8, NRF_ERROR_BUSY = 17 };

/* As in nrf52840.h; a write to RR feeds it if it is the right word. */
struct Fed { void operator=(uint32_t word) { if (world.fed_ms >= 0 && word == 0x6E524635) world.fed_ms = world.ms; } };
struct Started { void operator=(uint32_t) { world.fed_ms = world.ms; } };
struct NRF_WDT_Type { uint32_t CONFIG, CRV, RREN; Started TASKS_START; Fed RR[8]; };
extern NRF_WDT_Type watchdog;
#define NRF_WDT (&watchdog)
enum { WDT_CONFIG_SLEEP_Run = 1, WDT_CONFIG_SLEEP_Pos = 0, WDT_CONFIG_HALT_Pause = 0, WDT_CONFIG_HALT_Pos = 3 };
enum { WDT_RREN_RR0_Enabled = 1, WDT_RREN_RR0_Pos = 0 };
static const uint32_t WDT_RR_RR_Reload = 0x6E524635;
inline uint32_t sd_power_dcdc_mode_set(uint8_t) { return NRF_SUCCESS; }
inline uint32_t sd_rand_application_vector_get(uint8_t *into, uint8_t bytes) {
  for (int i = 0; i < bytes; i++) into[i] = (uint8_t)(0xC0 + i);
  return NRF_SUCCESS;
}

/* ------------------------------------------------------------------------------------- Wire */

class TwoWire {
 public:
  void begin() {}
  void setClock(uint32_t) {}
  void beginTransmission(uint8_t) { sent.clear(); }
  size_t write(uint8_t octet) { sent.push_back(octet); return 1; }
  uint8_t endTransmission(bool = true) {
    while (world.is_stuck) pass(100);  // as the core does: a bus that is held low is waited for without end
    if (world.is_broken) return 2;
    world.address = sent[0];
    if (sent.size() > 1) set(sent[0], sent[1]);
    return 0;
  }
  uint8_t requestFrom(uint8_t, uint8_t bytes) {
    world.received.clear();
    for (int i = 0; i < bytes; i += world.address == 0x3E ? 2 : 1) fetch(i);
    return world.is_broken ? 0 : bytes;
  }
  int read() {
    int octet = world.received.front();
    world.received.pop_front();
    return octet;
  }

 private:
  std::vector<uint8_t> sent;
  static void set(uint8_t address, uint8_t value) {
    world.registers[address] = value;
    if (address == 0x0A && !(value & 7)) world.fifo.clear(), world.overran = false;
    if (address == 0x0A && samples_now()) world.next_sample_ms = world.ms + 1000.0 / ODR_HZ[world.registers[0x10] >> 4];
  }
  static void fetch(int i) {
    size_t words = world.fifo.size();
    uint8_t address = (uint8_t)(world.address + i);
    if (world.address == 0x3E) {  // the address rolls between 3E and 3F
      int16_t word = words ? world.fifo.front() : 0;
      if (words) world.fifo.pop_front();
      world.received.push_back((int16_t)(word & 0xff));
      world.received.push_back((int16_t)(word >> 8 & 0xff));
    } else if (address == 0x0F) {
      world.received.push_back(0x6A);
    } else if (address == 0x3A) {
      world.received.push_back((int16_t)(words & 0xff));
    } else {
      world.received.push_back((int16_t)(words >> 8 | (world.overran ? 0x40 : 0)));
      world.overran = false;
    }
  }
};
extern TwoWire Wire1;

/* --------------------------------------------------------------------------------- LittleFS */

struct InternalFileSystem {
  bool begin() { return true; }
  bool remove(const char *) { world.site.clear(); return true; }
};
extern InternalFileSystem InternalFS;

namespace Adafruit_LittleFS_Namespace {
enum { FILE_O_READ, FILE_O_WRITE };
class File {
 public:
  explicit File(InternalFileSystem &) {}
  bool open(const char *, uint8_t mode) { return mode == FILE_O_WRITE || !world.site.empty(); }
  size_t write(const uint8_t *octets, size_t bytes) { world.site.append((const char *)octets, bytes); return bytes; }
  int read(void *into, uint16_t) { *(uint8_t *)into = (uint8_t)world.site[0]; return 1; }
  void close() {}
};
}

/* -------------------------------------------------------------------------------- Bluefruit */

enum { BLE_CONN_HANDLE_INVALID = 0xFFFF, BANDWIDTH_MAX = 4, BLE_GAP_SEC_STATUS_SUCCESS = 0 };
enum { CHR_PROPS_READ = 2, CHR_PROPS_WRITE = 8, CHR_PROPS_NOTIFY = 16, CHR_PROPS_INDICATE = 32 };
enum SecureMode_t { SECMODE_NO_ACCESS, SECMODE_OPEN, SECMODE_ENC_NO_MITM };
enum { BLE_GAP_ADV_FLAGS_LE_ONLY_GENERAL_DISC_MODE = 6, BLE_GAP_AD_TYPE_SHORT_LOCAL_NAME = 8 };

class BLEUuid {
 public:
  const uint8_t *octets;
  BLEUuid(const uint8_t uuid128[16]) : octets(uuid128) {}
};

class BLEService {
 public:
  BLEUuid uuid;
  BLEService(BLEUuid of) : uuid(of) {}
  void begin() {}
};

/* As in ble_gatts.h of the SoftDevice. */
struct ble_gatts_char_handles_t { uint16_t value_handle; };
struct ble_gatts_hvx_params_t { uint16_t handle; uint8_t type; uint16_t offset; uint16_t *p_len; uint8_t const *p_data; };
enum { BLE_GATT_HVX_INDICATION = 2 };
uint32_t sd_ble_gatts_hvx(uint16_t, ble_gatts_hvx_params_t const *wanted);

class BLECharacteristic {
 public:
  typedef void (*write_cb_t)(uint16_t, BLECharacteristic *, uint8_t *, uint16_t);
  uint8_t properties = 0;
  SecureMode_t read_mode = SECMODE_OPEN, write_mode = SECMODE_OPEN;
  uint16_t max_len = 20, cccd = 0;
  std::vector<uint8_t> value;
  write_cb_t on_write = nullptr;
  BLECharacteristic(BLEUuid) {}
  void setProperties(uint8_t of) { properties = of; }
  void setPermission(SecureMode_t read, SecureMode_t write) { read_mode = read, write_mode = write; }
  void setMaxLen(uint16_t bytes) { max_len = bytes; }
  void setFixedLen(uint16_t bytes) { max_len = bytes; }
  void setWriteCallback(write_cb_t f) { on_write = f; }
  void begin() {}
  uint16_t write(const void *data, uint16_t bytes) {
    value.assign((const uint8_t *)data, (const uint8_t *)data + bytes);
    return bytes;
  }
  bool notifyEnabled(uint16_t) { return world.is_connected && (cccd & 1); }
  bool notify(uint16_t, const void *data, uint16_t bytes) {
    if (!notifyEnabled(0) || world.is_busy || bytes > max_len) return false;
    if (bytes > world.mtu - 3) puts("cut");
    printf("%.0f ", world.ms);
    print_hex("notify", data, bytes);
    return true;
  }
  ble_gatts_char_handles_t handles() { return {handle}; }
  uint16_t handle = ++handles_given();
  static uint16_t &handles_given() { static uint16_t given; return given; }
};

struct BLEConnection {
  uint16_t getMtu() { return world.mtu; }
  bool requestDataLengthUpdate() { return true; }
  bool requestConnectionParameter(uint16_t interval, uint16_t latency, uint16_t timeout) {
    printf("parameters %u %u %u\n", interval, latency, timeout);
    return true;
  }
  bool removeBondKey() { world.is_bonded = false; return true; }
  bool disconnect();
};

struct BLEDis {
  void setManufacturer(const char *) {}
  void setModel(const char *) {}
  void setFirmwareRev(const char *) {}
  void setSerialNum(const char *serial) { printf("serial %s\n", serial); }
  void begin() {}
};

struct BLEBas {
  void begin() {}
  void write(uint8_t level) { printf("battery %u\n", level); }
  bool notify(uint16_t, uint8_t) { return true; }
};

struct Security {
  void (*on_paired)(uint16_t, uint8_t) = nullptr;
  void setIOCaps(bool, bool, bool) {}
  void setPairCompleteCallback(void (*f)(uint16_t, uint8_t)) { on_paired = f; }
};

struct Periph {
  void (*on_connect)(uint16_t) = nullptr;
  void (*on_disconnect)(uint16_t, uint8_t) = nullptr;
  bool setConnIntervalMS(uint16_t, uint16_t) { return true; }
  bool setConnSupervisionTimeoutMS(uint16_t) { return true; }
  void setConnectCallback(void (*f)(uint16_t)) { on_connect = f; }
  void setDisconnectCallback(void (*f)(uint16_t, uint8_t)) { on_disconnect = f; }
  void clearBonds() { puts("wiped"); }
};

struct Advertising {
  std::vector<uint8_t> data;
  bool addData(uint8_t type, const void *of, uint8_t bytes) {
    data.push_back((uint8_t)(bytes + 1)), data.push_back(type);
    data.insert(data.end(), (const uint8_t *)of, (const uint8_t *)of + bytes);
    return true;
  }
  bool addFlags(uint8_t flags) { return addData(1, &flags, 1); }
  bool addService(BLEService &service) { return addData(7, service.uuid.octets, 16); }
  void restartOnDisconnect(bool) {}
  void setIntervalMS(uint16_t fast, uint16_t slow) { printf("intervals %u %u\n", fast, slow); }
  void setFastTimeout(uint16_t seconds) { printf("fast %u\n", seconds); }
  bool start(uint16_t) { print_hex("advertise", data.data(), data.size()); return true; }
};

struct AdafruitBluefruit {
  ::Periph Periph;
  ::Security Security;
  ::Advertising Advertising;
  BLEConnection link;
  void configPrphBandwidth(uint8_t) {}
  bool begin() { return true; }
  void autoConnLed(bool) {}
  void setName(const char *) {}
  uint8_t getAddr(uint8_t mac[6]) { for (int i = 0; i < 6; i++) mac[i] = (uint8_t)(0x10 + i); return 1; }
  BLEConnection *Connection(uint16_t handle) { return handle == 1 && world.is_connected ? &link : nullptr; }
};
extern AdafruitBluefruit Bluefruit;

inline bool BLEConnection::disconnect() {
  if (!world.is_connected) return false;
  world.is_connected = false;
  puts("disconnected");
  Bluefruit.Periph.on_disconnect(1, 0);
  return true;
}

#endif
