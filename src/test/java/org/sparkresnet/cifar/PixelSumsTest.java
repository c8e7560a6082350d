package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PixelSumsTest {
  /** Red 51, green all 0 and 255 in turn, blue 255; the label counts for nothing. */
  private static byte[] record() {
    byte[] record = new byte[CifarFormat.RECORD_BYTES];
    record[0] = 9;
    Arrays.fill(record, 1, 1025, (byte) 51);
    for (int i = 1025; i < 2049; i += 2) {
      record[i] = (byte) 255;
    }
    Arrays.fill(record, 2049, 3073, (byte) 255);
    return record;
  }

  @Test
  void meansAndDeviationsAreThoseOfPixelsOver255() {
    PixelSums sums = PixelSums.of(RecordLayout.BYTE, record());
    assertThat(sums.mean(0)).isEqualTo(0.2, offset(1e-15));
    assertThat(sums.mean(1)).isEqualTo(0.5, offset(1e-15));
    assertThat(sums.mean(2)).isEqualTo(1);
    assertThat(sums.standardDeviation(0)).isZero();
    assertThat(sums.standardDeviation(1)).isEqualTo(0.5, offset(1e-15));
    assertThat(sums.standardDeviation(2)).isZero();
  }

  @Property(tries = 20)
  void howTheRecordsAreCutMakesNoDifference(@ForAll @IntRange(min = 0, max = 60) int cut)
      throws IOException {
    byte[] all = Files.readAllBytes(Path.of("src/test/resources/cifar10-slice/data_batch_1.bin"));
    int at = cut * CifarFormat.RECORD_BYTES;
    PixelSums parts =
        PixelSums.of(RecordLayout.BYTE, Arrays.copyOfRange(all, at, all.length))
            .plus(PixelSums.none())
            .plus(PixelSums.of(RecordLayout.BYTE, Arrays.copyOf(all, at)));
    PixelSums whole = PixelSums.of(RecordLayout.BYTE, all);
    for (int channel : List.of(0, 1, 2)) {
      assertThat(parts.mean(channel)).isEqualTo(whole.mean(channel));
      assertThat(parts.standardDeviation(channel)).isEqualTo(whole.standardDeviation(channel));
    }
  }
}
