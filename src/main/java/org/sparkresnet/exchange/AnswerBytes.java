package org.sparkresnet.exchange;

import java.nio.ByteBuffer;

/** Answer that is encoded at most once, however many workers it goes to. */
final class AnswerBytes {
  private final Answer answer;
  private ByteBuffer encoded;

  AnswerBytes(Answer answer) {
    this.answer = answer;
  }

  Answer answer() {
    return answer;
  }

  /** The encoded answer, in a buffer of the caller's own. */
  synchronized ByteBuffer encoded() {
    if (encoded == null) {
      encoded = Messages.encode(answer);
    }
    return encoded.duplicate();
  }
}
