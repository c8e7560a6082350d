package org.sparkresnet.common;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource({
    "hdfs://me:secret@host/x, hdfs://(redacted)@host/x",
    "hdfs://me:sec@ret@host/x, hdfs://(redacted)@host/x",
    "hdfs://me@realm:secret@host/x, hdfs://(redacted)@host/x",
  })
  void aUriLosesItsUserAndPassword(String uri, String shown) {
    assertThat(Redaction.holdsPassword(uri)).isTrue();
    assertThat(Redaction.redact(uri)).isEqualTo(shown);
  }

  @ParameterizedTest
  @CsvSource({"hdfs://host:8020/x", "abfs://box@account.example/x", "see https://a:1/b and c@d"})
  void otherTextsStayAsTheyAre(String text) {
    assertThat(Redaction.holdsPassword(text)).isFalse();
    assertThat(Redaction.redact(text)).isEqualTo(text);
  }
}
