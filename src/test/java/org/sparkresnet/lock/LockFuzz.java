package org.sparkresnet.lock;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of a lock's sign of life. */
public final class LockFuzz {
  private LockFuzz() {}

  public static FuzzTarget target() {
    Heartbeat beat =
        new Heartbeat(
            LockHolder.here("local-1"),
            3,
            Instant.EPOCH,
            Duration.ofSeconds(60),
            false,
            "0123456789ab");
    return new FuzzTarget(
        "lock",
        List.of(beat.bytes()),
        FuzzTarget.JSON,
        List.of(FuzzTarget.AS_IT_IS),
        file -> Heartbeat.of(new String(file, StandardCharsets.UTF_8)));
  }
}
