/* The sitmon GATT profile, version 1.0, for firmware: ../PROTOCOL.md in C99.
 *
 * Bytes to values and back, what a wearable owes to a bad write, and the two clocks that are easily got wrong
 * (lease and heartbeat).  No allocation, no I/O, no clock, no floating point, no unaligned access: a Cortex-M0
 * is enough.  One header; include it wherever it is needed, also from C++.
 *
 * Encoders return how many bytes they wrote, or 0 if the value is none of the profile or the room too small; then
 * they wrote nothing.  Decoders read only the bytes that they are given.  Nothing is undefined, whatever
 * the bytes: tests/firmware_protocol/reference checks every function against the Python codec, with sanitizers.
 */
#ifndef SITMON_PROFILE_H
#define SITMON_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum {
  SITMON_MAJOR = 1,
  SITMON_MINOR = 0,
  SITMON_MIN_MTU = 23,
  SITMON_INFO_BYTES = 19,
  SITMON_HEADER_BYTES = 14,
  SITMON_SAMPLE_BYTES = 6,
  SITMON_MAX_SAMPLES = 83, /* an attribute value ends at 512 bytes, whatever the MTU */
  SITMON_COMMAND_ROOM = 10, /* of the longest command, TIME_SYNC */
  SITMON_REPLY_ROOM = 9, /* of the longest reply, RESEND */
  SITMON_LONGEST = 512, /* of any attribute */
  SITMON_WEAR_SITES = 6, /* unknown, thigh, pocket, hip, back, wrist */
  SITMON_LEASE_S = 120, /* what Start lends */
  SITMON_LEASE_MAX_S = 3600,
  SITMON_BEAT_MS = 1500 /* 2 s may not pass in silence: beat at 1.5, so that a poll each 250 ms is in time */
};

enum { SITMON_RESEND_BIT = 0x0001, SITMON_IDENTIFY_BIT = 0x0002, SITMON_TIME_SYNC_BIT = 0x0004,
       SITMON_CONFIGURE_BIT = 0x0008, SITMON_ENCRYPTED_BIT = 0x0010 }; /* features in Info */

enum { SITMON_OVERFLOW = 0x01, SITMON_CLIP = 0x02, SITMON_HEARTBEAT = 0x04, SITMON_LOW_BATTERY = 0x08 };

enum { SITMON_START = 1, SITMON_STOP, SITMON_CONFIGURE, SITMON_TIME_SYNC, SITMON_RESEND, SITMON_IDENTIFY,
       SITMON_KEEP_LEASE };

enum { SITMON_OK, SITMON_UNKNOWN_OP, SITMON_INVALID_ARGUMENT, SITMON_NOT_SUPPORTED, SITMON_BUSY, SITMON_NOT_BONDED,
       SITMON_GONE, SITMON_FAULT };

/* 128-bit UUID of attribute 0 (the service), 1 (Info), 2 (Stream) or 3 (Control), as it goes on the air. */
#define SITMON_UUID(attribute) \
  {0x7e, 0x09, 0x18, 0x6b, 0x77, 0x69, 0x86, 0xa7, 0x2f, 0x49, 0x4c, 0xbe, (attribute), SITMON_MAJOR, 0xe9, 0x7a}

#define SITMON_RATES 11
/* Hz times ten, by rate index; bit i of Info.rates stands for row i. */
static const uint16_t sitmon_rate_dhz[SITMON_RATES] = {125,  250,  260,  500,  520, 1000,
                                                       1040, 2000, 2080, 4000, 4160};

/* ---------------------------------------------------------------------------------- numbers */

static inline void sitmon_put(uint8_t *at, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; i++) at[i] = (uint8_t)(value >> (8 * i));
}

static inline uint64_t sitmon_get(const uint8_t *at, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; i++) value |= (uint64_t)at[i] << (8 * i);
  return value;
}

/* Bit of a full scale, +- g, in Info.ranges; 0 if it is none. */
static inline uint8_t sitmon_range_bit(uint8_t range_g) {
  return (uint8_t)(range_g == 2 ? 1 : range_g == 4 ? 2 : range_g == 8 ? 4 : range_g == 16 ? 8 : 0);
}

/* How many samples one notification carries: (MTU - 17) / 6, at most 83; 0 below 23, which no LE link has. */
static inline uint8_t sitmon_samples_per_packet(uint16_t mtu) {
  if (mtu < SITMON_MIN_MTU) return 0;
  unsigned fit = (mtu - 3u - SITMON_HEADER_BYTES) / SITMON_SAMPLE_BYTES;
  return (uint8_t)(fit < (unsigned)SITMON_MAX_SAMPLES ? fit : (unsigned)SITMON_MAX_SAMPLES);
}

/* ------------------------------------------------------------------------------------- Info */

typedef struct {
  uint8_t minor;
  uint16_t features;
  uint16_t counts_per_g; /* 1 to 32767, one number for all ranges */
  uint32_t tick_hz;      /* 1000 to 1000000, never stopping, never stepping */
  uint16_t rates;        /* at least one of the eleven bits */
  uint8_t ranges;        /* at least one of the four bits */
  uint8_t max_samples;   /* 1 to 83 */
  uint8_t wear_site;     /* 0 (unknown) to 5 */
  uint32_t boot_id;      /* random at each boot */
} sitmon_info;

static inline bool sitmon_info_is_good(const sitmon_info *info) {
  return info->counts_per_g >= 1 && info->counts_per_g <= 0x7fff && info->tick_hz >= 1000 &&
         info->tick_hz <= 1000000 && info->rates && !(info->rates >> SITMON_RATES) && info->ranges &&
         !(info->ranges >> 4) && info->max_samples >= 1 && info->max_samples <= SITMON_MAX_SAMPLES &&
         info->wear_site < SITMON_WEAR_SITES;
}

static inline size_t sitmon_encode_info(uint8_t out[SITMON_INFO_BYTES], const sitmon_info *info) {
  if (!sitmon_info_is_good(info)) return 0;
  out[0] = SITMON_MAJOR;
  out[1] = info->minor;
  sitmon_put(out + 2, info->features, 2);
  sitmon_put(out + 4, info->counts_per_g, 2);
  sitmon_put(out + 6, info->tick_hz, 4);
  sitmon_put(out + 10, info->rates, 2);
  out[12] = info->ranges;
  out[13] = info->max_samples;
  out[14] = info->wear_site;
  sitmon_put(out + 15, info->boot_id, 4);
  return SITMON_INFO_BYTES;
}

/* Passes over what a later minor version appended: bytes, rates, ranges; a wear site new to us is unknown. */
static inline bool sitmon_decode_info(const uint8_t *in, size_t size, sitmon_info *info) {
  if (size < SITMON_INFO_BYTES || size > SITMON_LONGEST || in[0] != SITMON_MAJOR) return false;
  info->minor = in[1];
  info->features = (uint16_t)sitmon_get(in + 2, 2);
  info->counts_per_g = (uint16_t)sitmon_get(in + 4, 2);
  info->tick_hz = (uint32_t)sitmon_get(in + 6, 4);
  info->rates = (uint16_t)(sitmon_get(in + 10, 2) & ((1u << SITMON_RATES) - 1));
  info->ranges = in[12] & 0x0f;
  info->max_samples = in[13];
  info->wear_site = (uint8_t)(in[14] < SITMON_WEAR_SITES ? in[14] : 0);
  info->boot_id = (uint32_t)sitmon_get(in + 15, 4);
  return sitmon_info_is_good(info);
}

/* ----------------------------------------------------------------------------------- Stream */

typedef struct {
  uint8_t flags;        /* HEARTBEAT if and only if count is 0 */
  uint16_t sequence;    /* one more with every notification of Stream */
  uint32_t first_index; /* of the first sample, counting those taken since boot; in a heartbeat of the next one */
  uint32_t tick;        /* when the first sample was taken; in a heartbeat now */
  uint8_t count;        /* samples, 0 to 83 */
  uint8_t rate;         /* rate index */
} sitmon_packet;

static inline bool sitmon_packet_is_good(const sitmon_packet *packet) {
  return packet->count <= SITMON_MAX_SAMPLES && packet->rate < SITMON_RATES &&
         !(packet->flags & SITMON_HEARTBEAT) == (packet->count != 0);
}

/* `xyz` holds 3 numbers for each sample, oldest first; `room` is MTU - 3, so nothing longer is ever made. */
static inline size_t sitmon_encode_packet(uint8_t *out, size_t room, const sitmon_packet *packet,
                                          const int16_t *xyz) {
  size_t size = SITMON_HEADER_BYTES + (size_t)packet->count * SITMON_SAMPLE_BYTES;
  if (!sitmon_packet_is_good(packet) || size > room) return 0;
  out[0] = SITMON_MAJOR << 4 | 1;
  out[1] = packet->flags;
  sitmon_put(out + 2, packet->sequence, 2);
  sitmon_put(out + 4, packet->first_index, 4);
  sitmon_put(out + 8, packet->tick, 4);
  out[12] = packet->count;
  out[13] = packet->rate;
  for (size_t i = 0; i < (size_t)packet->count * 3; i++)
    sitmon_put(out + SITMON_HEADER_BYTES + 2 * i, (uint16_t)xyz[i], 2);
  return size;
}

static inline bool sitmon_decode_packet(const uint8_t *in, size_t size, sitmon_packet *packet,
                                        int16_t xyz[3 * SITMON_MAX_SAMPLES]) {
  if (size < SITMON_HEADER_BYTES || in[0] != (SITMON_MAJOR << 4 | 1)) return false;
  packet->flags = in[1];
  packet->sequence = (uint16_t)sitmon_get(in + 2, 2);
  packet->first_index = (uint32_t)sitmon_get(in + 4, 4);
  packet->tick = (uint32_t)sitmon_get(in + 8, 4);
  packet->count = in[12];
  packet->rate = in[13];
  if (!sitmon_packet_is_good(packet)) return false;
  if (size != SITMON_HEADER_BYTES + (size_t)packet->count * SITMON_SAMPLE_BYTES) return false;
  for (size_t i = 0; i < (size_t)packet->count * 3; i++) {
    uint16_t bits = (uint16_t)sitmon_get(in + SITMON_HEADER_BYTES + 2 * i, 2);
    memcpy(xyz + i, &bits, 2); /* two's complement on either side */
  }
  return true;
}

/* ---------------------------------------------------------------------------------- Control */

/* One command, or what a reply says is in force; fields that its op does not have are 0. */
typedef struct {
  uint8_t op, request_id;
  uint8_t rate, range_g, samples_per_packet; /* START */
  uint8_t wear_site;                         /* CONFIGURE */
  uint16_t count;                            /* RESEND */
  uint16_t seconds;                          /* KEEP_LEASE */
  uint32_t first_index;                      /* RESEND */
  uint32_t tick;                             /* reply to TIME_SYNC */
  uint64_t utc_ms;                           /* TIME_SYNC, to the end of the year 9999 */
} sitmon_command;

typedef struct {
  uint8_t status;
  sitmon_command actual; /* its op and request_id always; the rest only if the status is OK */
} sitmon_reply;

static inline bool sitmon_is_op(uint8_t op) { return op >= SITMON_START && op <= SITMON_KEEP_LEASE; }

/* Bytes of the arguments of an op; of what is in force after it, if `is_reply`. */
static inline size_t sitmon_argument_bytes(uint8_t op, bool is_reply) {
  static const uint8_t of_command[] = {0, 3, 0, 1, 8, 6, 0, 2};
  return op == SITMON_TIME_SYNC && is_reply ? 4 : of_command[op];
}

static inline bool sitmon_arguments_are_good(const sitmon_command *of, bool is_reply) {
  switch (of->op) {
    case SITMON_START:
      return of->rate < SITMON_RATES && sitmon_range_bit(of->range_g) && of->samples_per_packet >= 1 &&
             of->samples_per_packet <= SITMON_MAX_SAMPLES;
    case SITMON_CONFIGURE: return of->wear_site < SITMON_WEAR_SITES;
    case SITMON_TIME_SYNC: return is_reply || of->utc_ms <= UINT64_C(253402300799999);
    case SITMON_RESEND: return of->count >= 1;
    case SITMON_KEEP_LEASE: return of->seconds >= 1 && of->seconds <= SITMON_LEASE_MAX_S;
    default: return sitmon_is_op(of->op);
  }
}

static inline void sitmon_put_arguments(uint8_t *at, const sitmon_command *of, bool is_reply) {
  switch (of->op) {
    case SITMON_START: at[0] = of->rate, at[1] = of->range_g, at[2] = of->samples_per_packet; break;
    case SITMON_CONFIGURE: at[0] = of->wear_site; break;
    case SITMON_TIME_SYNC: sitmon_put(at, is_reply ? of->tick : of->utc_ms, is_reply ? 4 : 8); break;
    case SITMON_RESEND: sitmon_put(at, of->first_index, 4), sitmon_put(at + 4, of->count, 2); break;
    case SITMON_KEEP_LEASE: sitmon_put(at, of->seconds, 2); break;
    default: break;
  }
}

static inline void sitmon_get_arguments(const uint8_t *at, sitmon_command *of, bool is_reply) {
  switch (of->op) {
    case SITMON_START: of->rate = at[0], of->range_g = at[1], of->samples_per_packet = at[2]; break;
    case SITMON_CONFIGURE: of->wear_site = at[0]; break;
    case SITMON_TIME_SYNC:
      if (is_reply) of->tick = (uint32_t)sitmon_get(at, 4);
      else of->utc_ms = sitmon_get(at, 8);
      break;
    case SITMON_RESEND:
      of->first_index = (uint32_t)sitmon_get(at, 4), of->count = (uint16_t)sitmon_get(at + 4, 2);
      break;
    case SITMON_KEEP_LEASE: of->seconds = (uint16_t)sitmon_get(at, 2); break;
    default: break;
  }
}

static inline size_t sitmon_encode_command(uint8_t out[SITMON_COMMAND_ROOM], const sitmon_command *command) {
  if (!sitmon_arguments_are_good(command, false)) return 0;
  out[0] = command->op;
  out[1] = command->request_id;
  sitmon_put_arguments(out + 2, command, false);
  return 2 + sitmon_argument_bytes(command->op, false);
}

/* OK, or the status that the wearable owes to these bytes: UNKNOWN_OP or INVALID_ARGUMENT.  `op` and `request_id` are
 * always set, as the answer needs them: `reply.status = sitmon_decode_command(in, size, &reply.actual)`. */
static inline uint8_t sitmon_decode_command(const uint8_t *in, size_t size, sitmon_command *command) {
  memset(command, 0, sizeof *command);
  if (size > 0) command->op = in[0];
  if (size > 1) command->request_id = in[1];
  if (!sitmon_is_op(command->op)) {
    command->op &= 0x7f;
    return SITMON_UNKNOWN_OP;
  }
  if (size != 2 + sitmon_argument_bytes(command->op, false)) return SITMON_INVALID_ARGUMENT;
  sitmon_get_arguments(in + 2, command, false);
  return (uint8_t)(sitmon_arguments_are_good(command, false) ? SITMON_OK : SITMON_INVALID_ARGUMENT);
}

static inline size_t sitmon_encode_reply(uint8_t out[SITMON_REPLY_ROOM], const sitmon_reply *reply) {
  const sitmon_command *actual = &reply->actual;
  if (reply->status > SITMON_FAULT || actual->op > 0x7f) return 0;
  if (reply->status != SITMON_UNKNOWN_OP && !sitmon_is_op(actual->op)) return 0;
  if (reply->status == SITMON_OK && !sitmon_arguments_are_good(actual, true)) return 0;
  out[0] = actual->op | 0x80;
  out[1] = actual->request_id;
  out[2] = reply->status;
  if (reply->status != SITMON_OK) return 3;
  sitmon_put_arguments(out + 3, actual, true);
  return 3 + sitmon_argument_bytes(actual->op, true);
}

/* Passes over what a later minor version appended. */
static inline bool sitmon_decode_reply(const uint8_t *in, size_t size, sitmon_reply *reply) {
  memset(reply, 0, sizeof *reply);
  if (size < 3 || size > SITMON_LONGEST || !(in[0] & 0x80) || in[2] > SITMON_FAULT) return false;
  reply->actual.op = in[0] & 0x7f;
  reply->actual.request_id = in[1];
  reply->status = in[2];
  if (reply->status == SITMON_UNKNOWN_OP) return true;
  if (!sitmon_is_op(reply->actual.op)) return false;
  if (reply->status != SITMON_OK) return true;
  if (size < 3 + sitmon_argument_bytes(reply->actual.op, true)) return false;
  sitmon_get_arguments(in + 3, &reply->actual, true);
  return sitmon_arguments_are_good(&reply->actual, true);
}

/* The whole answer to bytes that are no command: 3 bytes to indicate; 0 if they are a good one after all. */
static inline size_t sitmon_refuse(uint8_t out[SITMON_REPLY_ROOM], const uint8_t *in, size_t size) {
  sitmon_reply reply;
  reply.status = sitmon_decode_command(in, size, &reply.actual);
  return reply.status == SITMON_OK ? 0 : sitmon_encode_reply(out, &reply);
}

/* What Info decides about a good command: NOT_SUPPORTED if its feature, rate or range is not offered, else OK, and a
 * Start is lowered to the samples that the wearable and the MTU can carry. */
static inline uint8_t sitmon_judge(const sitmon_info *info, uint16_t mtu, sitmon_command *command) {
  uint16_t needed = 0;
  switch (command->op) {
    case SITMON_START: {
      uint8_t fit = sitmon_samples_per_packet(mtu);
      if (fit > info->max_samples) fit = info->max_samples;
      if (command->samples_per_packet > fit) command->samples_per_packet = fit;
      bool offered = (info->rates >> command->rate & 1) && (info->ranges & sitmon_range_bit(command->range_g));
      return (uint8_t)(offered && fit ? SITMON_OK : SITMON_NOT_SUPPORTED);
    }
    case SITMON_CONFIGURE: needed = SITMON_CONFIGURE_BIT; break;
    case SITMON_TIME_SYNC: needed = SITMON_TIME_SYNC_BIT; break;
    case SITMON_RESEND: needed = SITMON_RESEND_BIT; break;
    case SITMON_IDENTIFY: needed = SITMON_IDENTIFY_BIT; break;
    default: break;
  }
  return (uint8_t)((info->features & needed) == needed ? SITMON_OK : SITMON_NOT_SUPPORTED);
}

/* --------------------------------------------------------------------- lease and heartbeat */

/* When to stop and when to beat.  It has no clock: hand it milliseconds since boot, which may wrap.  Begin with 0. */
typedef struct {
  bool streams;
  uint32_t lent_ms, lease_ms, sent_ms;
} sitmon_clock;

typedef enum { SITMON_NOTHING_DUE, SITMON_BEAT_DUE, SITMON_STOP_DUE } sitmon_due;

/* A Start was granted: lends the stream for 120 s from now. */
static inline void sitmon_clock_start(sitmon_clock *clock, uint32_t now_ms) {
  clock->streams = true;
  clock->lent_ms = clock->sent_ms = now_ms;
  clock->lease_ms = SITMON_LEASE_S * 1000u;
}

static inline void sitmon_clock_stop(sitmon_clock *clock) { clock->streams = false; }

/* A packet or heartbeat was handed to the radio. */
static inline void sitmon_clock_sent(sitmon_clock *clock, uint32_t now_ms) { clock->sent_ms = now_ms; }

/* KeepLease: false if the lease has ended (answer GONE), also if nobody has asked `sitmon_clock_feed` since. */
static inline bool sitmon_clock_keep(sitmon_clock *clock, uint32_t now_ms, uint16_t seconds) {
  if (!clock->streams || now_ms - clock->lent_ms >= clock->lease_ms) return false;
  clock->lent_ms = now_ms;
  clock->lease_ms = seconds * 1000u;
  return true;
}

/* What is due now; ask at least every 250 ms, connected or not.  STOP comes once.  A beat is for whoever is subscribed:
 * send it and tell `sitmon_clock_sent`, or, with nobody there, do nothing. */
static inline sitmon_due sitmon_clock_feed(sitmon_clock *clock, uint32_t now_ms) {
  if (!clock->streams) return SITMON_NOTHING_DUE;
  if (now_ms - clock->lent_ms >= clock->lease_ms) {
    clock->streams = false;
    return SITMON_STOP_DUE;
  }
  return now_ms - clock->sent_ms >= SITMON_BEAT_MS ? SITMON_BEAT_DUE : SITMON_NOTHING_DUE;
}

#endif
