package org.sparkresnet.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.sparkresnet.replica.Weights;

class MessagesTest {
  private static final float[] NONE = {};

  @Property(tries = 100)
  void aPartArrivesAsItWasSent(
      @ForAll long segment,
      @ForAll int receiver,
      @ForAll int round,
      @ForAll int worker,
      @ForAll int examples,
      @ForAll double lossSum,
      @ForAll boolean last,
      @ForAll @Size(max = 20) float[] parameters,
      @ForAll @Size(max = 20) float[] updaterState) {
    Part part =
        new Part(round, worker, examples, lossSum, last, new Weights(parameters, updaterState));
    Place place = new Place(segment, receiver);
    Messages.Addressed arrived =
        Messages.addressed(sent(Messages.encode(new Messages.Addressed(place, part))));
    assertThat(arrived.receiver()).isEqualTo(place);
    assertThat(arrived.part()).usingRecursiveComparison().ignoringFields("slice").isEqualTo(part);
    assertSame(arrived.part().slice(), part.slice());
  }

  @Property(tries = 100)
  void anAnswerArrivesAsItWasSent(
      @ForAll boolean last,
      @ForAll @Size(max = 20) float[] parameters,
      @ForAll @Size(max = 20) float[] updaterState) {
    Answer answer = new Answer(last, new Weights(parameters, updaterState));
    Answer arrived = Messages.answer(sent(Messages.encode(answer)));
    assertThat(arrived.last()).isEqualTo(last);
    assertSame(arrived.slice(), answer.slice());
  }

  /** As of workers whose momentum is not averaged, and of more workers than values. */
  @Test
  void arraysMayBeEmpty() {
    for (Weights weights :
        new Weights[] {
          new Weights(new float[] {1, -0.0f, Float.NaN, Float.MIN_VALUE}, NONE),
          new Weights(NONE, NONE)
        }) {
      Answer arrived = Messages.answer(sent(Messages.encode(new Answer(true, weights))));
      assertThat(arrived.last()).isTrue();
      assertSame(arrived.slice(), weights);
    }
  }

  /** Bit for bit: no mean may depend on where a worker runs. */
  private static void assertSame(Weights arrived, Weights sent) {
    assertThat(Weights.sha256(arrived.parameters())).isEqualTo(Weights.sha256(sent.parameters()));
    assertThat(Weights.sha256(arrived.updaterState()))
        .isEqualTo(Weights.sha256(sent.updaterState()));
  }

  /** Bytes as Netty hands them over: in a buffer of its own, in Java's order. */
  private static ByteBuffer sent(ByteBuffer message) {
    byte[] bytes = new byte[message.remaining()];
    message.get(bytes);
    return ByteBuffer.wrap(bytes);
  }

  @Test
  void aLengthThatAMessageDoesNotHaveIsNotBelieved() {
    for (int length : new int[] {-1, 2, Integer.MAX_VALUE}) {
      ByteBuffer bytes = ByteBuffer.allocate(9).order(ByteOrder.LITTLE_ENDIAN);
      bytes.put((byte) 0).putInt(length).flip().limit(9);
      assertThatThrownBy(() -> Messages.answer(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "a message of the exchange must have all %d values of an array, has 4 bytes left"
                  .formatted(length));
    }
    assertThatThrownBy(() -> Messages.answer(ByteBuffer.allocate(3)))
        .isInstanceOf(BufferUnderflowException.class);
  }
}
