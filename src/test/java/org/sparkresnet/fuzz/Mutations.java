package org.sparkresnet.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damage to valid bytes: flipped bits, cuts, splices, and numbers where lengths may stand. */
final class Mutations {
  private static final long[] NUMBERS = {
    0,
    1,
    -1,
    127,
    255,
    256,
    32_767,
    65_535,
    65_536,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    500_000_000L,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };
  private static final int LONGEST = 1 << 21;

  private final Random random;
  private final List<byte[]> seeds;
  private final List<String> words;

  Mutations(Random random, List<byte[]> seeds, List<String> words) {
    this.random = random;
    this.seeds = seeds;
    this.words = words;
  }

  /** A seed with one to eight damages. */
  byte[] next() {
    byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
    for (int n = 1 << random.nextInt(4); n > 0; n--) {
      bytes = damaged(bytes);
    }
    return bytes.length <= LONGEST ? bytes : Arrays.copyOf(bytes, LONGEST);
  }

  private byte[] damaged(byte[] bytes) {
    if (bytes.length == 0) {
      return seeds.get(random.nextInt(seeds.size())).clone();
    }
    // Lengths and names stand near the begin of most formats.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 256));
    int other = at + random.nextInt(Math.min(bytes.length - at, 1 << random.nextInt(12)) + 1);
    switch (random.nextInt(words.isEmpty() ? 8 : 11)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 -> {
        return Arrays.copyOf(bytes, at);
      }
      case 3 -> {
        return spliced(bytes, at, new byte[0], other);
      }
      case 4 -> {
        return spliced(bytes, other, Arrays.copyOfRange(bytes, at, other), other);
      }
      case 5 -> {
        byte[] seed = seeds.get(random.nextInt(seeds.size()));
        int from = random.nextInt(seed.length + 1);
        return spliced(bytes, at, Arrays.copyOfRange(seed, from, seed.length), bytes.length);
      }
      case 6 -> number(bytes, at);
      case 7 -> {
        byte[] part = Arrays.copyOfRange(bytes, at, Math.min(other, at + 64));
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 1 << random.nextInt(13); i++) {
          many.writeBytes(part);
        }
        return spliced(bytes, at, many.toByteArray(), at);
      }
      default -> {
        String word = words.get(random.nextInt(words.size()));
        return spliced(
            bytes, at, word.getBytes(StandardCharsets.UTF_8), random.nextBoolean() ? at : other);
      }
    }
    return bytes;
  }

  private void number(byte[] bytes, int at) {
    long value = NUMBERS[random.nextInt(NUMBERS.length)];
    ByteBuffer buffer =
        ByteBuffer.wrap(bytes)
            .order(random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int width = 1 << random.nextInt(1, 4);
    if (at + width <= bytes.length) {
      switch (width) {
        case 2 -> buffer.putShort(at, (short) value);
        case 4 -> buffer.putInt(at, (int) value);
        default -> buffer.putLong(at, value);
      }
    }
  }

  private static byte[] spliced(byte[] bytes, int to, byte[] middle, int from) {
    ByteArrayOutputStream spliced = new ByteArrayOutputStream();
    spliced.write(bytes, 0, to);
    spliced.writeBytes(middle);
    spliced.write(bytes, from, bytes.length - from);
    return spliced.toByteArray();
  }
}
