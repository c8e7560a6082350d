package org.sparkresnet.lock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.sparkresnet.common.JsonFields;
import org.sparkresnet.common.UserError;

/**
 * What the holder of a lock says in its file.
 *
 * @param beat grows with every sign of life
 * @param at by the holder's clock, which only processes of its machine share
 * @param lease silence after which others may take it for dead
 * @param released whether it holds the lock no more
 */
record Heartbeat(LockHolder owner, long beat, Instant at, Duration lease, boolean released) {
  byte[] bytes() {
    ObjectNode json = JsonFields.MAPPER.createObjectNode();
    owner.putInto(json);
    json.put("beat", beat);
    json.put("at", at.toString());
    json.put("lease_millis", lease.toMillis());
    json.put("released", released);
    return JsonFields.pretty(json).getBytes(StandardCharsets.UTF_8);
  }

  /** Empty for a text that is none, such as that of a file whose writing has just begun. */
  static Optional<Heartbeat> of(String text) {
    try {
      JsonFields json = JsonFields.parse("lock", text);
      return Optional.of(
          new Heartbeat(
              LockHolder.of(json),
              json.integer("beat"),
              Instant.parse(json.string("at")),
              Duration.ofMillis(json.integer("lease_millis")),
              json.flag("released")));
    } catch (UserError | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
