package org.sparkresnet.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarRecordTest {
  @Property(tries = 200)
  void decodingWhatWasEncodedGivesTheSameRecord(
      @ForAll @IntRange(max = 9) int label,
      @ForAll @Size(CifarFormat.PIXEL_BYTES) byte[] pixels,
      @ForAll @IntRange(max = 100) int offset) {
    CifarRecord record = new CifarRecord(label, pixels);
    byte[] bytes = new byte[offset + CifarFormat.RECORD_BYTES + 7];
    record.encode(bytes, offset);
    CifarRecord decoded = CifarRecord.decode(bytes, offset);
    assertThat(decoded).isEqualTo(record);
    assertThat(decoded.label()).isEqualTo(label);
    assertThat(decoded.pixels()).isEqualTo(pixels);
  }

  @Test
  void encodingADecodedRealFileGivesItsBytes() {
    byte[] file = Slice.bytes("data_batch_1.bin");
    byte[] copy = new byte[file.length];
    for (int offset = 0; offset < file.length; offset += CifarFormat.RECORD_BYTES) {
      CifarRecord.decode(file, offset).encode(copy, offset);
    }
    assertThat(Arrays.equals(copy, file)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 200, 255})
  void refusesALabelAboveNine(int label) {
    byte[] bytes = new byte[CifarFormat.RECORD_BYTES];
    bytes[0] = (byte) label;
    assertThatThrownBy(() -> CifarRecord.decode(bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label must be 0 to 9, cannot be: " + label);
  }

  @Test
  void refusesAnImageOfAnotherSize() {
    assertThatThrownBy(() -> new CifarRecord(1, new byte[3073]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("An image has 3072 pixel bytes, cannot be: 3073");
  }

  @Test
  void refusesARecordThatTheArrayCutsOff() {
    byte[] bytes = new byte[CifarFormat.RECORD_BYTES];
    assertThatThrownBy(() -> CifarRecord.decode(bytes, 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
