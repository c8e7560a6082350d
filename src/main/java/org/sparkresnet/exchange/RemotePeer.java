package org.sparkresnet.exchange;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClient;

/** Worker in another process. */
record RemotePeer(TransportClient client, Place place) implements Peer {
  @Override
  public CompletableFuture<Answer> send(Part part) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    client.sendRpc(
        Messages.encode(new Messages.Addressed(place, part)),
        new RpcResponseCallback() {
          @Override
          public void onSuccess(ByteBuffer response) {
            try {
              answer.complete(Messages.answer(response)); // a copy: the buffer is Netty's
            } catch (Throwable e) { // Netty would keep it, and the worker would wait in vain
              answer.completeExceptionally(e);
            }
          }

          @Override
          public void onFailure(Throwable cause) {
            answer.completeExceptionally(cause);
          }
        });
    return answer;
  }
}
