/* Runs the XIAO sketch on the stubbed board: a request a line, and what it printed up to "done". */
#include "board.h"

World world;
NRF_GPIO_Type port_1;
NRF_WDT_Type watchdog;
TwoWire Wire1;
InternalFileSystem InternalFS;
AdafruitBluefruit Bluefruit;

#include "xiao_nrf52840_sense.ino"

uint32_t sd_ble_gatts_hvx(uint16_t, ble_gatts_hvx_params_t const *wanted) {
  if (wanted->handle != control.handles().value_handle || wanted->type != BLE_GATT_HVX_INDICATION) puts("what?");
  if (!world.is_connected || !(control.cccd & 2)) return NRF_ERROR_INVALID_STATE;
  if (world.is_unconfirmed) return NRF_ERROR_BUSY;
  printf("%.0f ", world.ms);
  print_hex("indicate", wanted->p_data, *wanted->p_len);
  return NRF_SUCCESS;
}

static std::vector<uint8_t> octets_of(const char *hex) {
  std::vector<uint8_t> octets;
  for (; hex[0] && hex[1] && hex[0] != '.'; hex += 2)
    octets.push_back((uint8_t)strtoul(std::string(hex, 2).c_str(), nullptr, 16));
  return octets;
}

static void set(const std::string &what, int value) {
  if (what == "y") world.y = (int16_t)value;
  else if (what == "z") world.z = (int16_t)value;
  else if (what == "broken") world.is_broken = value;
  else if (what == "busy") world.is_busy = value;
  else if (what == "unconfirmed") world.is_unconfirmed = value;
  else if (what == "stuck") world.is_stuck = value;
  else if (what == "button") world.button = value;
  else if (what == "millivolts") world.millivolts = value;
  else if (what == "pass") pass(value);  // time in which the sketch does not get round to its loop
  else if (what == "ticks_on") world.ms += value / 1.024;
  else puts("what?");
}

int main() {
  char line[1024], word[32], more[600];
  while (fgets(line, sizeof line, stdin)) {
    int number = 0;
    more[0] = 0;
    sscanf(line, "%31s %599s %d", word, more, &number);
    std::string what = word;
    if (what == "boot") setup();
    else if (what == "site") world.site = std::string(1, (char)atoi(more));
    else if (what == "connect") world.is_connected = true, world.mtu = (uint16_t)atoi(more), Bluefruit.Periph.on_connect(1);
    else if (what == "lose") stream.cccd = control.cccd = 0, Bluefruit.link.disconnect();
    else if (what == "subscribe") stream.cccd = 1, control.cccd = 2;
    else if (what == "unsubscribe") stream.cccd = 0;
    else if (what == "paired") Bluefruit.Security.on_paired(1, BLE_GAP_SEC_STATUS_SUCCESS);
    else if (what == "info") print_hex("info", info_value.value.data(), info_value.value.size());
    else if (what == "security") printf("security %d %d %d\n", stream.read_mode, control.write_mode, info_value.read_mode);
    else if (what == "state") printf("state %d %d %d %d\n", samples_now(), world.samples, world.blue, world.is_bonded);
    else if (what == "set") set(more, number);
    else if (what == "write") {
      std::vector<uint8_t> octets = octets_of(more);
      control.on_write(1, &control, octets.data(), (uint16_t)octets.size());
    } else if (what == "advance") {
      try {
        for (double until = world.ms + atof(more); world.ms < until;) loop();
      } catch (const Reset &) {
        printf("reset %.0f\n", world.ms);
      }
    }
    puts("done");
    fflush(stdout);
  }
  return 0;
}
