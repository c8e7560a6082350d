package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanCacheTest {
  private final List<Long> built = new ArrayList<>();
  private final List<Long> closed = new ArrayList<>();
  private final PlanCache<AutoCloseable> cache =
      new PlanCache<>(
          batch -> {
            built.add(batch);
            return () -> closed.add(batch);
          });

  @Test
  void buildsAPlanOnce() {
    assertThat(cache.get(128)).isSameAs(cache.get(128));
    assertThat(built).containsExactly(128L);
  }

  @Test
  void freesThePlanThatWasLongestUnused() {
    for (long batch = 1; batch <= 4; batch++) {
      cache.get(batch);
    }
    cache.get(1);
    cache.get(5);
    assertThat(closed).containsExactly(2L);
    assertThat(cache.size()).isEqualTo(4);
  }

  @Test
  void freesAllOnClose() {
    cache.get(1);
    cache.get(2);
    cache.close();
    assertThat(closed).containsExactlyInAnyOrder(1L, 2L);
  }
}
