package org.sparkresnet.cifar;

import java.util.Arrays;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of CIFAR-10 files: checks of their lengths and of their records. */
public final class CifarFuzz {
  private CifarFuzz() {}

  public static FuzzTarget target() {
    byte[] some = Arrays.copyOf(Slice.bytes("data_batch_1.bin"), 5 * CifarFormat.RECORD_BYTES);
    return new FuzzTarget(
        "cifar",
        List.of(some),
        List.of(),
        List.of(FuzzTarget.AS_IT_IS, CifarFuzz::wholeRecords),
        CifarFuzz::read);
  }

  private static byte[] wholeRecords(byte[] content) {
    return Arrays.copyOf(
        content, content.length / CifarFormat.RECORD_BYTES * CifarFormat.RECORD_BYTES);
  }

  private static void read(byte[] file) {
    DataChecks.requireUsable(
        List.of(
            DataChecks.checkLength(
                RecordLayout.BYTE, "data_batch_1.bin", file.length, () -> file)));
    FileScan scan = FileScan.of(RecordLayout.BYTE, "data_batch_1.bin", 0, file);
    DataChecks.requireUsable(
        List.of(DataChecks.checkTestImages(ClassNames.CIFAR_10, List.of(scan))));
    if (scan.firstBadLabel(ClassNames.CIFAR_10).isEmpty()) {
      for (int i = 0; i < scan.records(); i++) {
        CifarRecord.decode(file, i * CifarFormat.RECORD_BYTES);
      }
    }
  }
}
