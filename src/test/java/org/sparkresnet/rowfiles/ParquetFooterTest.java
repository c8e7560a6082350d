package org.sparkresnet.rowfiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParquetFooterTest {
  @Test
  void aFooterTellsRowsColumnsAndTheMiddleOfTheLastRowGroup() throws IOException {
    assertThat(FooterFuzz.read(FooterFuzz.file(FooterFuzz.footer())))
        .isEqualTo(new ParquetFooter(3, List.of("step"), 14));
  }

  /** A list of 90 million elements, of which there is none. */
  @Test
  void theLengthOfAListIsNotBelieved() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    byte[] footer = {
      0x15,
      2, // version 1
      0x19,
      (byte) 0xfc,
      (byte) 0x80,
      (byte) 0x95,
      (byte) 0xf5,
      0x2a, // a list of structs
      0
    };
    byte[] file = FooterFuzz.file(footer);
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(() -> FooterFuzz.read(file))
        .isInstanceOf(ParquetFooter.NoParquetException.class)
        .hasMessage("its footer cannot be read");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(50_000_000);
  }
}
