package org.sparkresnet.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatTest {
  private static final Heartbeat BEAT =
      new Heartbeat(
          new LockHolder("node7", "alice \"é\"", 4242, "boot pid:[1]", -1, "application_17_1"),
          3,
          Instant.parse("2026-11-24T12:00:00.123456Z"),
          Duration.ofSeconds(60),
          false,
          "9d4e07c1a3b8");

  private static final String TEXT =
      """
      {
        "host" : "node7",
        "user" : "alice \\"é\\"",
        "pid" : 4242,
        "machine" : "boot pid:[1]",
        "started" : -1,
        "application_id" : "application_17_1",
        "beat" : 3,
        "at" : "2026-11-24T12:00:00.123456Z",
        "lease_millis" : 60000,
        "released" : false,
        "nonce" : "9d4e07c1a3b8"
      }
      """;

  @Test
  void isAFileOfTheHolderAndItsSign() {
    assertThat(new String(BEAT.bytes(), StandardCharsets.UTF_8)).isEqualTo(TEXT);
    assertThat(Heartbeat.of(TEXT)).contains(BEAT);
  }

  @Test
  void fieldsOfLaterVersionsArePassedOver() {
    assertThat(Heartbeat.of(TEXT.replace("{", "{\"rack\": [1],"))).contains(BEAT);
  }

  @Test
  void aFileOfAnOlderVersionHasNoNonce() {
    assertThat(Heartbeat.of(TEXT.replace(",\n  \"nonce\" : \"9d4e07c1a3b8\"", "")))
        .contains(
            new Heartbeat(
                BEAT.holder(),
                BEAT.beat(),
                BEAT.at(),
                BEAT.leaseMillis(),
                false,
                Optional.empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"host\" : \"no",
        "{\"host\" : \"node7\"}",
      })
  void aTextThatIsNotYetWholeIsNone(String text) {
    assertThat(Heartbeat.of(text)).isEmpty();
  }

  @Test
  void theRestOfALongerTextMakesItNone() {
    assertThat(Heartbeat.of(TEXT + "false\n}\n")).isEmpty();
  }

  @Test
  void aFieldOfAnotherTypeMakesItNone() {
    assertThat(Heartbeat.of(TEXT.replace("4242", "\"4242\""))).isEmpty();
    assertThat(Heartbeat.of(TEXT.replace("2026-11-24T", "yesterday "))).isEmpty();
    assertThat(Heartbeat.of(TEXT.replace("false", "null"))).isEmpty();
  }
}
