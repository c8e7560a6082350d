package org.sparkresnet.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class HeldOutImagesTest {
  @Property(tries = 200)
  void holdsOutExactlySoMany(
      @ForAll long salt,
      @ForAll @IntRange(min = 1, max = 300) int examples,
      @ForAll @IntRange(max = 300) int wanted) {
    int count = Math.min(wanted, examples);
    HeldOutImages split = HeldOutImages.of(hashes(salt, examples), count);
    assertThat(split.ids()).hasSize(count).isSorted().doesNotHaveDuplicates();
    assertThat(LongStream.range(0, examples).filter(split::contains).toArray())
        .isEqualTo(split.ids());
  }

  @Property(tries = 200)
  void dependsOnTheImagesAndNotOnTheirOrder(
      @ForAll long salt,
      @ForAll long shuffle,
      @ForAll @IntRange(min = 1, max = 200) int examples,
      @ForAll @IntRange(max = 200) int wanted) {
    int count = Math.min(wanted, examples);
    long[] hashes = hashes(salt, examples);
    EpochOrder order = EpochOrder.of(shuffle, 0, examples, 1);
    long[] shuffled = new long[examples];
    for (int i = 0; i < examples; i++) {
      shuffled[order.position(i)] = hashes[i];
    }
    assertThat(heldOut(shuffled, count)).isEqualTo(heldOut(hashes, count));
  }

  @Property(tries = 200)
  void equalImagesFallOnOneSideButAtTheBoundary(
      @ForAll long salt,
      @ForAll @IntRange(min = 2, max = 100) int pairs,
      @ForAll @IntRange(max = 200) int wanted) {
    long[] once = hashes(salt, pairs);
    long[] twice = IntStream.range(0, 2 * pairs).mapToLong(i -> once[i % pairs]).toArray();
    int count = Math.min(wanted, 2 * pairs);
    HeldOutImages split = HeldOutImages.of(twice, count);
    long parted =
        IntStream.range(0, pairs)
            .filter(i -> split.contains(i) != split.contains(i + pairs))
            .count();
    assertThat(parted).isEqualTo(count % 2);
  }

  @Property(tries = 200)
  void denseIndexNumbersTheRestWithoutGaps(
      @ForAll long salt,
      @ForAll @IntRange(min = 1, max = 300) int examples,
      @ForAll @IntRange(max = 300) int wanted) {
    int count = Math.min(wanted, examples);
    HeldOutImages split = HeldOutImages.of(hashes(salt, examples), count);
    int[] dense =
        LongStream.range(0, examples)
            .filter(id -> !split.contains(id))
            .mapToInt(split::denseIndex)
            .toArray();
    assertThat(dense).isEqualTo(IntStream.range(0, examples - count).toArray());
  }

  @Example
  void hashesAreComparedUnsigned() {
    assertThat(HeldOutImages.of(new long[] {-1, 5, Long.MIN_VALUE, 0}, 2).ids())
        .containsExactly(1, 3);
  }

  @Example
  void rejectsTheDenseIndexOfAHeldOutImage() {
    HeldOutImages split = new HeldOutImages(new long[] {3});
    assertThatThrownBy(() -> split.denseIndex(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("example 3 is held out for validation");
  }

  @Example
  void partsAShardInTwo() {
    HeldOutImages split = new HeldOutImages(new long[] {2, 5});
    Shard all = Synthetic.range(0, 7);
    assertThat(all.only(split).ids()).containsExactly(2, 5);
    assertThat(all.without(split).ids()).containsExactly(0, 1, 3, 4, 6);
    Synthetic.assertIntact(all.only(split));
    Synthetic.assertIntact(all.without(split));
  }

  private static long[] hashes(long salt, int examples) {
    return LongStream.range(0, examples).map(i -> SplitMix64.mix(salt, i)).toArray();
  }

  private static Set<Long> heldOut(long[] hashes, int count) {
    return Arrays.stream(HeldOutImages.of(hashes, count).ids())
        .mapToObj(id -> hashes[(int) id])
        .collect(Collectors.toSet());
  }
}
