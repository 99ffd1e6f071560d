/* Reads questions, one a line, and answers each in one line: sitmon_profile.h, for the tests to compare with Python.
 *
 * A question is a word and its arguments: numbers as decimals, bytes as hex ("." for none).  An answer is numbers and
 * hex too, or "-" where the header refuses.  Every buffer is as large as the contract says and not a byte
 * larger, and input is copied to a fresh allocation of its own size, so that the sanitizer sees each byte too far.
 */
#include "sitmon_profile.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define WORDS 300

static char line[8192];
static char *words[WORDS];
static uint8_t *octets; /* of the hex word that was read last */
static size_t size;

static void split(void) {
  int count = 0;
  for (char *word = strtok(line, " \n"); word && count < WORDS - 1; word = strtok(NULL, " \n")) words[count++] = word;
  words[count] = NULL;
}

static void hex(const char *word) {
  free(octets);
  size = strcmp(word, ".") ? strlen(word) / 2 : 0;
  octets = malloc(size);
  for (size_t i = 0; i < size; i++) {
    const char pair[] = {word[2 * i], word[2 * i + 1], 0};
    octets[i] = (uint8_t)strtoul(pair, NULL, 16);
  }
}

static uint64_t number(int place) { return strtoull(words[place], NULL, 10); }

static void show(const uint8_t *at, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) printf("%02x", at[i]);
  puts(bytes ? "" : "-");
}

static void show_command(const sitmon_command *of) {
  printf("%u %u %u %u %u %u %u %u %" PRIu32 " %" PRIu32 " %" PRIu64, of->op, of->request_id, of->rate, of->range_g,
         of->samples_per_packet, of->wear_site, of->count, of->seconds, of->first_index, of->tick, of->utc_ms);
}

static sitmon_command command_from(int place) {
  sitmon_command of;
  of.op = (uint8_t)number(place);
  of.request_id = (uint8_t)number(place + 1);
  of.rate = (uint8_t)number(place + 2);
  of.range_g = (uint8_t)number(place + 3);
  of.samples_per_packet = (uint8_t)number(place + 4);
  of.wear_site = (uint8_t)number(place + 5);
  of.count = (uint16_t)number(place + 6);
  of.seconds = (uint16_t)number(place + 7);
  of.first_index = (uint32_t)number(place + 8);
  of.tick = (uint32_t)number(place + 9);
  of.utc_ms = number(place + 10);
  return of;
}

/* ------------------------------------------------------------------------ decode and show */

static void read_info(void) {
  sitmon_info info;
  uint8_t out[SITMON_INFO_BYTES];
  hex(words[1]);
  if (!sitmon_decode_info(octets, size, &info)) { puts("-"); return; }
  printf("%u %u %u %" PRIu32 " %u %u %u %u %" PRIu32 " ", info.minor, info.features, info.counts_per_g, info.tick_hz,
         info.rates, info.ranges, info.max_samples, info.wear_site, info.boot_id);
  show(out, sitmon_encode_info(out, &info));
}

static void read_packet(void) {
  sitmon_packet packet;
  int16_t *xyz = malloc(sizeof(int16_t) * 3 * SITMON_MAX_SAMPLES);
  hex(words[1]);
  if (sitmon_decode_packet(octets, size, &packet, xyz)) {
    uint8_t *out = malloc(size);
    printf("%u %u %" PRIu32 " %" PRIu32 " %u %u ", packet.flags, packet.sequence, packet.first_index, packet.tick,
           packet.count, packet.rate);
    for (int i = 0; i < 3 * packet.count; i++) printf("%d ", xyz[i]);
    show(out, sitmon_encode_packet(out, size, &packet, xyz));
    free(out);
  } else
    puts("-");
  free(xyz);
}

static void read_command(void) {
  sitmon_command command;
  uint8_t out[SITMON_COMMAND_ROOM];
  hex(words[1]);
  if (sitmon_decode_command(octets, size, &command) != SITMON_OK) { puts("-"); return; }
  show_command(&command);
  putchar(' ');
  show(out, sitmon_encode_command(out, &command));
}

static void read_reply(void) {
  sitmon_reply reply;
  uint8_t out[SITMON_REPLY_ROOM];
  hex(words[1]);
  if (!sitmon_decode_reply(octets, size, &reply)) { puts("-"); return; }
  printf("%u ", reply.status);
  show_command(&reply.actual);
  putchar(' ');
  show(out, sitmon_encode_reply(out, &reply));
}

static void refuse(void) {
  uint8_t out[SITMON_REPLY_ROOM];
  hex(words[1]);
  show(out, sitmon_refuse(out, octets, size));
}

/* -------------------------------------------------------------------------------- encode */

static void write_info(void) {
  uint8_t out[SITMON_INFO_BYTES];
  sitmon_info info = {(uint8_t)number(1), (uint16_t)number(2), (uint16_t)number(3), (uint32_t)number(4),
                      (uint16_t)number(5), (uint8_t)number(6), (uint8_t)number(7), (uint8_t)number(8),
                      (uint32_t)number(9)};
  show(out, sitmon_encode_info(out, &info));
}

static void write_packet(void) {
  sitmon_packet packet = {(uint8_t)number(2), (uint16_t)number(3), (uint32_t)number(4), (uint32_t)number(5),
                          (uint8_t)number(6), (uint8_t)number(7)};
  size_t room = (size_t)number(1), numbers = 0;
  int16_t *xyz = malloc(sizeof(int16_t) * WORDS);
  uint8_t *out = malloc(room);
  for (; words[8 + numbers]; numbers++) xyz[numbers] = (int16_t)strtol(words[8 + numbers], NULL, 10);
  show(out, sitmon_encode_packet(out, room, &packet, xyz));
  free(out);
  free(xyz);
}

static void write_command(void) {
  uint8_t out[SITMON_COMMAND_ROOM];
  sitmon_command command = command_from(1);
  show(out, sitmon_encode_command(out, &command));
}

static void write_reply(void) {
  uint8_t out[SITMON_REPLY_ROOM];
  sitmon_reply reply;
  reply.status = (uint8_t)number(1);
  reply.actual = command_from(2);
  show(out, sitmon_encode_reply(out, &reply));
}

/* ----------------------------------------------------------------------------- behaviour */

static void judge(void) {
  sitmon_info info;
  sitmon_command command;
  hex(words[2]);
  if (!sitmon_decode_info(octets, size, &info)) { puts("-"); return; }
  hex(words[3]);
  if (sitmon_decode_command(octets, size, &command) != SITMON_OK) { puts("-"); return; }
  printf("%u ", sitmon_judge(&info, (uint16_t)number(1), &command));
  printf("%u\n", command.samples_per_packet);
}

/* "clock" and then events at absolute milliseconds: start@5 stop@9 sent@10 keep:120@11 feed@12 */
static void run_clock(void) {
  sitmon_clock clock = {false, 0, 0, 0};
  for (int i = 1; words[i]; i++) {
    uint32_t now = (uint32_t)strtoull(strchr(words[i], '@') + 1, NULL, 10);
    switch (words[i][2]) {
      case 'a': sitmon_clock_start(&clock, now); putchar('s'); break;
      case 'o': sitmon_clock_stop(&clock); putchar('o'); break;
      case 'n': sitmon_clock_sent(&clock, now); putchar('n'); break;
      case 'e': if (words[i][0] == 'k') {
          putchar(sitmon_clock_keep(&clock, now, (uint16_t)strtoul(words[i] + 5, NULL, 10)) ? 'k' : 'G');
        } else {
          putchar(".bS"[sitmon_clock_feed(&clock, now)]);
        }
        break;
      default: putchar('?');
    }
  }
  putchar('\n');
}

static void fit(void) { printf("%u\n", sitmon_samples_per_packet((uint16_t)number(1))); }

static void uuid(void) {
  const uint8_t out[16] = SITMON_UUID((uint8_t)number(1));
  show(out, 16);
}

static void rates(void) {
  for (int i = 0; i < SITMON_RATES; i++) printf("%u ", sitmon_rate_dhz[i]);
  putchar('\n');
}

static const struct { const char *word; void (*answer)(void); } QUESTIONS[] = {
    {"info", read_info},           {"packet", read_packet},       {"command", read_command},
    {"reply", read_reply},         {"refuse", refuse},            {"write-info", write_info},
    {"write-packet", write_packet}, {"write-command", write_command}, {"write-reply", write_reply},
    {"judge", judge},              {"clock", run_clock},         {"fit", fit},
    {"uuid", uuid},                {"rates", rates},
};

int main(void) {
  while (fgets(line, sizeof line, stdin)) {
    split();
    for (size_t i = 0; i < sizeof QUESTIONS / sizeof *QUESTIONS; i++)
      if (!strcmp(words[0], QUESTIONS[i].word)) QUESTIONS[i].answer();
    fflush(stdout);
  }
  free(octets);
  return 0;
}
