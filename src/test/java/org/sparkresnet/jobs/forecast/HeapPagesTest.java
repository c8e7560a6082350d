package org.sparkresnet.jobs.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeapPagesTest {
  private static final String SMAPS =
      """
      e0000000-e5000000 rw-p 00000000 00:00 0
      Size:              81920 kB
      Rss:               40960 kB
      e5000000-100000000 ---p 00000000 00:00 0
      Rss:                   4 kB
      100000000-100180000 rw-p 00000000 00:00 0
      Rss:                1536 kB
      7f0000000000-7f0000021000 r-xp 00000000 08:01 17                       /usr/lib/libc.so.6
      Rss:                 132 kB
      """;

  @Test
  void onlyMappingsThatBeginWithinTheHeapCount() {
    assertThat(HeapPages.resident(SMAPS.lines(), 0xe0000000L, 0x100000000L)).isEqualTo(40964 << 10);
    assertThat(HeapPages.resident(Stream.empty(), 0xe0000000L, 0x100000000L)).isZero();
  }

  @Test
  void theHeapLiesBetweenTheLeastAndTheLargestAddressOfItsDescription() {
    assertThat(
            HeapPages.addresses(
                """
                 PSYoungGen      total 113152K, used 21403K [0x00000000f5580000, 0x0000000100000000)
                 ParOldGen       total 258048K, used 0K [0x00000000e0000000, 0x00000000f5580000)
                 Metaspace       used 11225K, committed 11456K, reserved 1114112K
                """))
        .startsWith(0xe0000000L)
        .endsWith(0x100000000L);
    assertThat(HeapPages.addresses("ZHeap used 40M, capacity 378M, max capacity 512M")).isEmpty();
  }

  @Test
  void theHeapOfThisProcessHasMoreThanItsLiveObjectsAndLessThanItsLimit() {
    byte[][] live = new byte[64][1 << 20];
    for (byte[] part : live) {
      part[part.length / 2] = 1;
    }
    assertThat(HeapPages.resident().orElseThrow())
        .isBetween((long) live.length << 20, Runtime.getRuntime().maxMemory());
    assertThat(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed())
        .isGreaterThan((long) live.length << 20);
  }
}
