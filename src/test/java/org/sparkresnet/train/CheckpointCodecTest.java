package org.sparkresnet.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sparkresnet.plan.AveragingFrequency;
import org.sparkresnet.plan.Plan;
import org.sparkresnet.rounds.ObservedExamples;
import org.sparkresnet.train.CheckpointCodec.Stored;

class CheckpointCodecTest {
  private static final Plan.Round ROUND =
      new Plan(4, 1, 4, 1, AveragingFrequency.every(1)).roundAt(0, 0);

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
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(other, end));
    System.arraycopy(sha256, 0, other, end, 32);
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(CheckpointCodec.OtherVersionException.class)
        .hasMessage("format version 1, this program reads 3 to 8");
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
    assertThat(bytes(States.at(1))[7]).as("version without them").isEqualTo((byte) 7);
    assertThat(bytes(observed)[7]).isEqualTo((byte) 8);
  }

  /** A checkpoint of version 5 has 45 bytes an example, without the late loss. */
  @Test
  void countsTheDynamicsAnewAfterACheckpointWithoutTheLateLoss() throws Exception {
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(earlier(5, States.at(12_800)));
    before.write(new byte[] {0, 0, 0, 3, 0, 0, 0, 2});
    before.write(new byte[2 * 45]);
    assertThat(read(withSha256(before)).state())
        .usingRecursiveComparison()
        .isEqualTo(notCounted(States.at(12_800)));
  }

  /** A checkpoint of version 3, as an earlier program wrote it, has no text of CPU kernels. */
  @Test
  void readsACheckpointWithoutCpuKernels() throws Exception {
    TrainingState state = States.at(12_800);
    byte[] version4 = earlier(3, state);
    int kernels = kernelsAt();
    int end = kernels + 4 + ByteBuffer.wrap(version4).getInt(kernels);
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(version4, 0, kernels);
    before.write(version4, end, version4.length - end);
    Stored stored = read(withSha256(before));
    assertThat(stored.fingerprint()).isEqualTo(States.FINGERPRINT);
    assertThat(stored.state())
        .usingRecursiveComparison()
        .isEqualTo(notCounted(state).with(java.util.Set.<String>of()));
  }

  /** A checkpoint of version 4 has no number of right answers: this epoch has no accuracy. */
  @Test
  void theEpochOfACheckpointWithoutRightAnswersHasNoAccuracyAndTheNextOneHas() throws Exception {
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(earlier(4, States.at(12_800)));
    Progress progress = read(withSha256(before)).state().progress();
    assertThat(States.at(12_800).progress().epochAccuracy()).hasValue(0.5);
    assertThat(progress.epochAccuracy()).isEmpty();
    Progress later = progress.after(ROUND, 4, 1, 3, 0);
    assertThat(later.epochAccuracy()).isEmpty();
    TrainingState written = States.at(12_800).with(later);
    assertThat(read(bytes(written)).state().progress().epochAccuracy()).isEmpty();
    Progress next = later.atNewEpoch();
    assertThat(next.after(ROUND, 4, 1, 3, 0).epochAccuracy()).hasValue(0.75);
  }

  @Test
  void theEpochThatBeginsAtACheckpointWithoutRightAnswersHasAnAccuracy() throws Exception {
    TrainingState state = States.at(12_800);
    TrainingState atEnd = state.with(state.progress().atNewEpoch());
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(earlier(4, atEnd));
    Progress progress = read(withSha256(before)).state().progress();
    assertThat(progress.after(ROUND, 4, 1, 3, 0).epochAccuracy()).hasValue(0.75);
  }

  /** A checkpoint of version 6 has the dynamics of this one, and no number of right answers. */
  @Test
  void readsTheDynamicsOfACheckpointWithoutRightAnswers() throws Exception {
    ExampleDynamics dynamics = new ExampleDynamics();
    dynamics.add(1, List.of(ObservedExamples.NONE));
    TrainingState observed = States.at(1).with(Optional.of(dynamics));
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(earlier(6, observed));
    assertThat(read(withSha256(before)).state())
        .usingRecursiveComparison()
        .isEqualTo(notCounted(observed));
  }

  private static TrainingState notCounted(TrainingState state) {
    Progress it = state.progress();
    return state.with(
        new Progress(
            it.iteration(),
            it.rounds(),
            it.examples(),
            it.epochExamples(),
            it.epochLossSum(),
            Progress.NOT_COUNTED,
            it.fitExamples(),
            it.fitSeconds(),
            it.wallSeconds()));
  }

  /** The bytes of an earlier version up to its SHA-256. */
  private static byte[] earlier(int version, TrainingState state) throws IOException {
    byte[] now = with(bytes(state), 7, version);
    int kernels = kernelsAt();
    int right = kernels + 4 + ByteBuffer.wrap(now).getInt(kernels) + 5 * Long.BYTES;
    ByteArrayOutputStream before = new ByteArrayOutputStream();
    before.write(now, 0, right);
    before.write(now, right + Long.BYTES, now.length - 32 - right - Long.BYTES);
    return before.toByteArray();
  }

  private static int kernelsAt() {
    return 8 + 4 + States.FINGERPRINT.config().length() + 4 + States.FINGERPRINT.data().length();
  }

  private static byte[] withSha256(ByteArrayOutputStream bytes) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    bytes.write(digest);
    return bytes.toByteArray();
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
