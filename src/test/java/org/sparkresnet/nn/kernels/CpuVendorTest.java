package org.sparkresnet.nn.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuVendorTest {
  @TempDir private Path folder;

  private boolean isAmd(String lines) throws IOException {
    return CpuVendor.isAmd(Files.writeString(folder.resolve("cpuinfo"), lines));
  }

  @Test
  void theMakerIsTheOneThatLinuxNamesFirst() throws IOException {
    assertThat(isAmd("processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: 25\n")).isTrue();
    assertThat(isAmd("processor\t: 0\nvendor_id\t: GenuineIntel\n")).isFalse();
    assertThat(isAmd("")).isFalse();
    assertThat(CpuVendor.isAmd(folder.resolve("none"))).isFalse();
  }
}
