package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sparkresnet.common.Sha256;

class FileScanTest {
  private static final String FILE = "data_batch_2.bin";
  private static final byte[] BYTES = Slice.bytes(FILE);
  private static final int RECORDS = BYTES.length / CifarFormat.RECORD_BYTES;

  @Property(tries = 200)
  void joiningSlicesInAnyOrderEqualsOneScan(
      @ForAll @Size(max = 8) Set<@IntRange(min = 1, max = 59) Integer> cuts, @ForAll long seed) {
    TreeSet<Integer> ends = new TreeSet<>(cuts);
    ends.add(RECORDS);
    List<FileScan> slices = new ArrayList<>();
    int from = 0;
    for (int to : ends) {
      slices.add(slice(from, to));
      from = to;
    }
    Collections.shuffle(slices, new Random(seed));
    assertThat(FileScan.join(slices)).isEqualTo(FileScan.of(RecordLayout.BYTE, FILE, 0, BYTES));
  }

  @Test
  void countsSixRecordsOfEachClass() {
    long[] six = new long[10];
    Arrays.fill(six, 6);
    assertThat(FileScan.of(RecordLayout.BYTE, FILE, 0, BYTES).labelCounts(ClassNames.CIFAR_10))
        .isEqualTo(six);
  }

  @Test
  void imageHashIsTheHeadOfThePixelsSha256() {
    byte[] sha = Sha256.start().digest(CifarRecord.decode(BYTES, 3073).pixels());
    assertThat(FileScan.of(RecordLayout.BYTE, FILE, 0, BYTES).imageHash(1))
        .isEqualTo(ByteBuffer.wrap(sha).getLong());
  }

  @Test
  void imageHashDoesNotDependOnTheLabel() {
    byte[] relabelled = BYTES.clone();
    relabelled[0] = (byte) ((relabelled[0] + 1) % 10);
    assertThat(FileScan.of(RecordLayout.BYTE, FILE, 0, relabelled).imageHash(0))
        .isEqualTo(FileScan.of(RecordLayout.BYTE, FILE, 0, BYTES).imageHash(0));
  }

  @Test
  void refusesSlicesWithAGap() {
    assertThatThrownBy(() -> FileScan.join(List.of(slice(0, 5), slice(6, 9))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected data_batch_2.bin from record 5, got data_batch_2.bin from record 6");
  }

  @Test
  void refusesSlicesOfTwoFiles() {
    FileScan other = FileScan.of(RecordLayout.BYTE, "other", 5, new byte[0]);
    assertThatThrownBy(() -> FileScan.join(List.of(slice(0, 5), other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected data_batch_2.bin from record 5, got other from record 5");
  }

  @Test
  void refusesHalfARecord() {
    assertThatThrownBy(() -> FileScan.of(RecordLayout.BYTE, FILE, 0, new byte[3072]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("data_batch_2.bin: 3072 bytes are not whole records of 3073");
  }

  @Test
  void fingerprintDependsOnRecordsAndNotOnFiles() {
    FileScan whole = FileScan.of(RecordLayout.BYTE, FILE, 0, BYTES);
    String print = DataFingerprint.sha256(List.of(whole), Slice.test());
    List<FileScan> halves = List.of(slice(0, 30), slice(30, RECORDS));
    assertThat(print).matches("[0-9a-f]{64}");
    assertThat(DataFingerprint.sha256(halves, Slice.test())).isEqualTo(print);
    assertThat(DataFingerprint.sha256(List.of(slice(0, 59)), Slice.test())).isNotEqualTo(print);
    assertThat(DataFingerprint.sha256(List.of(slice(0, 30)), List.of(slice(30, RECORDS))))
        .isNotEqualTo(DataFingerprint.sha256(List.of(slice(0, 31)), List.of(slice(31, RECORDS))));
  }

  private static FileScan slice(int from, int to) {
    int size = CifarFormat.RECORD_BYTES;
    return FileScan.of(
        RecordLayout.BYTE, FILE, from, Arrays.copyOfRange(BYTES, from * size, to * size));
  }
}
