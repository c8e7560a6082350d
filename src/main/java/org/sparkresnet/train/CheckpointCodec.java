package org.sparkresnet.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sparkresnet.common.BoundedInput;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.replica.FloatBytes;
import org.sparkresnet.replica.Weights;

/**
 * Binary format of a checkpoint: magic, version, fingerprint (two texts, each its length and its
 * UTF-8), identities of CPU kernels (one text, one a line), progress, the best validation accuracy,
 * five float arrays (each its length and its little-endian values), and the SHA-256 of all bytes
 * before it. Version 8 has the dynamics of the examples after the arrays. Earlier versions can be
 * read: 3 has no identities; 4 has no dynamics; 5 has dynamics without the late loss, whose
 * counting begins anew; 6 has dynamics; none of 3 to 6 has the number of right answers. Every
 * version has magic, version and SHA-256 at these places.
 */
final class CheckpointCodec {
  private static final int MAGIC = 0x53524350; // "SRCP"
  private static final int WITH_RIGHT = 7;
  private static final int VERSION = WITH_RIGHT;
  private static final int WITHOUT_KERNELS = 3;
  private static final int WITHOUT_LATE_LOSS = 5;
  private static final int WITH_DYNAMICS_WITHOUT_RIGHT = 6;
  private static final int WITH_DYNAMICS = 8;
  private static final int MOST_TEXT_BYTES = 1 << 24;
  private static final int BUFFER = 1 << 16;

  /** Longest checkpoint of another version that is believed; it is read for its SHA-256 only. */
  private static final long MOST_BYTES_OF_OTHERS = 1L << 31;

  private CheckpointCodec() {}

  /** Content of a checkpoint. */
  record Stored(CheckpointFingerprint fingerprint, TrainingState state) {}

  static void write(OutputStream target, Stored stored) throws IOException {
    MessageDigest digest = Sha256.start();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(target, digest));
    out.writeInt(MAGIC);
    out.writeInt(stored.state().dynamics().isPresent() ? WITH_DYNAMICS : VERSION);
    writeText(out, stored.fingerprint().config());
    writeText(out, stored.fingerprint().data());
    TrainingState state = stored.state();
    writeText(out, String.join("\n", new TreeSet<>(state.cpuKernels())));
    Progress progress = state.progress();
    out.writeLong(progress.iteration());
    out.writeLong(progress.rounds());
    out.writeLong(progress.examples());
    out.writeLong(progress.epochExamples());
    out.writeDouble(progress.epochLossSum());
    out.writeLong(progress.epochRight());
    out.writeLong(progress.fitExamples());
    out.writeDouble(progress.fitSeconds());
    out.writeDouble(progress.wallSeconds());
    out.writeDouble(state.best().accuracy());
    out.writeLong(state.best().iteration());
    out.writeInt(state.best().evaluationsSince());
    writeFloats(out, state.weights().parameters());
    writeFloats(out, state.weights().updaterState());
    writeFloats(out, state.velocity());
    writeFloats(out, state.average());
    writeFloats(out, state.best().model());
    if (state.dynamics().isPresent()) {
      state.dynamics().get().write(out);
    }
    out.flush();
    target.write(digest.digest());
    target.flush();
  }

  /**
   * @throws OtherVersionException if the bytes are a whole checkpoint of another version
   * @throws IOException if they are not a whole checkpoint
   */
  static Stored read(InputStream source) throws IOException {
    try {
      return readWhole(source);
    } catch (EOFException e) {
      throw new IOException("it ends too early", e);
    }
  }

  private static Stored readWhole(InputStream source) throws IOException {
    MessageDigest digest = Sha256.start();
    DataInputStream in = new DataInputStream(new DigestInputStream(source, digest));
    if (in.readInt() != MAGIC) {
      throw new IOException("not a checkpoint");
    }
    int version = in.readInt();
    if (version < WITHOUT_KERNELS || version > WITH_DYNAMICS) {
      requireSha256AtEnd(new BoundedInput(source, "the checkpoint", MOST_BYTES_OF_OTHERS), digest);
      throw new OtherVersionException(version);
    }
    CheckpointFingerprint fingerprint = new CheckpointFingerprint(readText(in), readText(in));
    Set<String> cpuKernels =
        version == WITHOUT_KERNELS
            ? Set.of()
            : readText(in).lines().collect(Collectors.toUnmodifiableSet());
    Progress progress = readProgress(in, version);
    double accuracy = in.readDouble();
    long bestIteration = in.readLong();
    int evaluationsSince = in.readInt();
    Weights weights = new Weights(readFloats(in), readFloats(in));
    float[] velocity = readFloats(in);
    float[] average = readFloats(in);
    BestModel best = new BestModel(accuracy, bestIteration, evaluationsSince, readFloats(in));
    Optional<ExampleDynamics> dynamics = readDynamics(in, version);
    TrainingState state =
        new TrainingState(weights, velocity, average, progress, best, cpuKernels, dynamics);
    requireSha256(digest, source.readNBytes(digest.getDigestLength()));
    return new Stored(fingerprint, state);
  }

  private static Progress readProgress(DataInputStream in, int version) throws IOException {
    long iteration = in.readLong();
    long rounds = in.readLong();
    long examples = in.readLong();
    long epochExamples = in.readLong();
    double epochLossSum = in.readDouble();
    // Nothing is missing where an epoch begins.
    long uncounted = epochExamples == 0 ? 0 : Progress.NOT_COUNTED;
    long epochRight = version >= WITH_RIGHT ? in.readLong() : uncounted;
    return new Progress(
        iteration,
        rounds,
        examples,
        epochExamples,
        epochLossSum,
        epochRight,
        in.readLong(),
        in.readDouble(),
        in.readDouble());
  }

  private static Optional<ExampleDynamics> readDynamics(DataInputStream in, int version)
      throws IOException {
    if (version == WITHOUT_LATE_LOSS) {
      ExampleDynamics.passWithoutLateLoss(in);
    }
    return version == WITH_DYNAMICS || version == WITH_DYNAMICS_WITHOUT_RIGHT
        ? Optional.of(ExampleDynamics.read(in))
        : Optional.empty();
  }

  /** Error for an undamaged checkpoint of a version that this program cannot read. */
  static final class OtherVersionException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherVersionException(int version) {
      super(
          "format version %d, this program reads %d to %d"
              .formatted(version, WITHOUT_KERNELS, WITH_DYNAMICS));
    }
  }

  /**
   * Checks the SHA-256, to tell a checkpoint of another version from one with a damaged version.
   */
  private static void requireSha256AtEnd(InputStream rest, MessageDigest digest)
      throws IOException {
    byte[] buffer = new byte[BUFFER];
    int held = 0;
    for (int n = rest.readNBytes(buffer, held, BUFFER - held);
        n > 0;
        n = rest.readNBytes(buffer, held, BUFFER - held)) {
      int known = Math.max(0, held + n - digest.getDigestLength());
      digest.update(buffer, 0, known);
      held += n - known;
      System.arraycopy(buffer, known, buffer, 0, held);
    }
    requireSha256(digest, Arrays.copyOf(buffer, held));
  }

  private static void requireSha256(MessageDigest digest, byte[] stored) throws IOException {
    if (!MessageDigest.isEqual(digest.digest(), stored)) {
      throw new IOException("SHA-256 does not match");
    }
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInputStream in) throws IOException {
    return new String(readBytes(in, in.readInt(), MOST_TEXT_BYTES), StandardCharsets.UTF_8);
  }

  /**
   * Reads the given number of bytes. Does not allocate them at once, because a damaged file may
   * have a wrong number.
   */
  private static byte[] readBytes(DataInputStream in, int length, int most) throws IOException {
    if (length < 0 || length > most) {
      throw new IOException("%d bytes where at most %d are possible".formatted(length, most));
    }
    byte[] bytes = in.readNBytes(length);
    if (bytes.length != length) {
      throw new IOException("it ends after %d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    out.write(FloatBytes.of(values));
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Integer.MAX_VALUE / 4) {
      throw new IOException("array of length " + length);
    }
    return FloatBytes.floats(readBytes(in, 4 * length, Integer.MAX_VALUE));
  }
}
