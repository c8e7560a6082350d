package org.sparkresnet.exchange;

import java.util.concurrent.CompletableFuture;

/** Another worker of the segment, as seen by one that sends it parts. */
interface Peer {
  /**
   * Sends a part. The future has the answer, or the reason why there will be none, such as the end
   * of the other process.
   */
  CompletableFuture<Answer> send(Part part);
}
