package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.rounds.ObservedExamples;
import org.sparkresnet.train.CheckpointCodec.Stored;

class CheckpointCodecTest {
  @Test
  void readsWhatItWrote() throws IOException {
    TrainingState state = States.at(12_800);
    Stored stored = read(bytes(state));
    assertThat(stored.fingerprint()).isEqualTo(States.FINGERPRINT);
    assertThat(stored.state()).usingRecursiveComparison().isEqualTo(state);
  }

  @Test
  void sameStateGivesTheSameBytes() throws IOException {
    assertThat(bytes(States.at(1)))
        .isEqualTo(bytes(States.at(1)))
        .isNotEqualTo(bytes(States.at(2)));
  }

  @Test
  void rejectsTruncationAtEveryByte() throws IOException {
    byte[] whole = bytes(States.at(1));
    for (int length = 0; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> read(cut)).as("%d bytes", length).isInstanceOf(IOException.class);
    }
  }

  @Test
  void rejectsDamageOfEveryByte() throws IOException {
    byte[] whole = bytes(States.at(1));
    for (int at = 0; at < whole.length; at++) {
      for (int mask : new int[] {0x01, 0x40, 0x80}) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) mask;
        assertThatThrownBy(() -> read(damaged)).as("byte %d", at).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    byte[] whole = bytes(States.at(1));
    assertThatThrownBy(() -> read(with(whole, 0, 0))).hasMessage("not a checkpoint");
    assertThatThrownBy(() -> read(with(whole, 7, 9))).hasMessage("SHA-256 does not match");
    assertThatThrownBy(() -> read(with(whole, whole.length - 1, ~whole[whole.length - 1])))
        .hasMessage("SHA-256 does not match");
  }

  @Test
  void tellsAnotherVersionFromADamagedOne() throws Exception {
    byte[] other = with(bytes(States.at(1)), 7, 1);
    int end = other.length - 32;
    byte[] sha256 =
        java.security.MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(other, end));
    System.arraycopy(sha256, 0, other, end, 32);
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(CheckpointCodec.OtherVersionException.class)
        .hasMessage("format version 1, this program reads 3 to 6");
  }

  /** What stands behind the version is read for its SHA-256 and not kept. */
  @Test
  void aLongFileOfAnotherVersionTakesNoMemory() throws IOException {
    byte[] begin = Arrays.copyOf(with(bytes(States.at(1)), 7, 9), 8);
    java.io.InputStream rest =
        new java.io.InputStream() {
          private int left = 100_000_000;

          @Override
          public int read() {
            return left-- > 0 ? 0 : -1;
          }

          @Override
          public int read(byte[] buffer, int offset, int length) {
            int n = Math.min(length, left);
            left -= n;
            return n > 0 ? n : -1;
          }
        };
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    assertThatThrownBy(
            () ->
                CheckpointCodec.read(
                    new java.io.SequenceInputStream(new java.io.ByteArrayInputStream(begin), rest)))
        .hasMessage("SHA-256 does not match");
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(1_000_000);
  }

  @Test
  void theDynamicsOfExamplesAreKeptAndTakeNoByteWhereThereAreNone() throws Exception {
    ExampleDynamics dynamics = new ExampleDynamics();
    dynamics.add(1, List.of(ObservedExamples.NONE));
    TrainingState observed = States.at(1).with(Optional.of(dynamics));

    assertThat(read(bytes(observed)).state().dynamics()).contains(dynamics);
    assertThat(read(bytes(States.at(1))).state().dynamics()).isEmpty();
    assertThat(bytes(States.at(1))[7]).as("version without them").isEqualTo((byte) 4);
    assertThat(bytes(observed)[7]).isEqualTo((byte) 6);
  }

  /** A checkpoint of version 5 has 45 bytes an example, without the late loss. */
  @Test
  void countsTheDynamicsAnewAfterACheckpointWithoutTheLateLoss() throws Exception {
    byte[] now = bytes(States.at(12_800));
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(with(now, 7, 5), 0, now.length - 32);
    before.write(new byte[] {0, 0, 0, 3, 0, 0, 0, 2});
    before.write(new byte[2 * 45]);
    before.write(java.security.MessageDigest.getInstance("SHA-256").digest(before.toByteArray()));
    assertThat(read(before.toByteArray()).state())
        .usingRecursiveComparison()
        .isEqualTo(States.at(12_800));
  }

  /** A checkpoint of version 3, as an earlier program wrote it, has no text of CPU kernels. */
  @Test
  void readsTheVersionBefore() throws Exception {
    TrainingState state = States.at(12_800);
    byte[] now = bytes(state);
    int fingerprint =
        8 + 4 + States.FINGERPRINT.config().length() + 4 + States.FINGERPRINT.data().length();
    int kernels = 4 + java.nio.ByteBuffer.wrap(now).getInt(fingerprint);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(with(now, 7, 3), 0, fingerprint);
    before.write(now, fingerprint + kernels, now.length - 32 - fingerprint - kernels);
    before.write(java.security.MessageDigest.getInstance("SHA-256").digest(before.toByteArray()));
    Stored stored = read(before.toByteArray());
    assertThat(stored.fingerprint()).isEqualTo(States.FINGERPRINT);
    assertThat(stored.state())
        .usingRecursiveComparison()
        .isEqualTo(state.with(java.util.Set.<String>of()));
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static byte[] bytes(TrainingState state) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CheckpointCodec.write(bytes, new Stored(States.FINGERPRINT, state));
    return bytes.toByteArray();
  }

  private static Stored read(byte[] bytes) throws IOException {
    return CheckpointCodec.read(new ByteArrayInputStream(bytes));
  }
}
