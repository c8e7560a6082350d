package org.sparkresnet.train;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.sparkresnet.cifar.Sha256;

/**
 * The bytes of a checkpoint: magic, version, fingerprint, progress, four float arrays (each its
 * length and its little-endian values), and the SHA-256 of all that stands before it.
 */
final class CheckpointCodec {
  private static final int MAGIC = 0x53524350; // "SRCP"
  private static final int VERSION = 1;

  private CheckpointCodec() {}

  /** A checkpoint as it is stored. */
  record Stored(Fingerprint fingerprint, State state) {}

  static void write(OutputStream target, Stored stored) throws IOException {
    MessageDigest digest = Sha256.start();
    DataOutputStream out = new DataOutputStream(new DigestOutputStream(target, digest));
    out.writeInt(MAGIC);
    out.writeInt(VERSION);
    out.writeUTF(stored.fingerprint().config());
    out.writeUTF(stored.fingerprint().data());
    State state = stored.state();
    Progress progress = state.progress();
    out.writeLong(progress.iteration());
    out.writeLong(progress.rounds());
    out.writeLong(progress.examples());
    out.writeLong(progress.epochExamples());
    out.writeDouble(progress.epochLossSum());
    out.writeLong(progress.fitExamples());
    out.writeDouble(progress.fitSeconds());
    out.writeDouble(progress.wallSeconds());
    writeFloats(out, state.weights().parameters());
    writeFloats(out, state.weights().updaterState());
    writeFloats(out, state.velocity());
    writeFloats(out, state.average());
    out.flush();
    target.write(digest.digest());
    target.flush();
  }

  /**
   * @throws IOException if the bytes are not a whole checkpoint of this version
   */
  static Stored read(InputStream source) throws IOException {
    MessageDigest digest = Sha256.start();
    DataInputStream in = new DataInputStream(new DigestInputStream(source, digest));
    if (in.readInt() != MAGIC) {
      throw new IOException("not a checkpoint");
    }
    int version = in.readInt();
    if (version != VERSION) {
      throw new IOException("checkpoint version " + version + ", expected " + VERSION);
    }
    Fingerprint fingerprint = new Fingerprint(in.readUTF(), in.readUTF());
    Progress progress =
        new Progress(
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readLong(),
            in.readDouble(),
            in.readLong(),
            in.readDouble(),
            in.readDouble());
    Weights weights = new Weights(readFloats(in), readFloats(in));
    State state = new State(weights, readFloats(in), readFloats(in), progress);
    byte[] expected = digest.digest();
    if (!MessageDigest.isEqual(expected, source.readNBytes(expected.length))) {
      throw new IOException("SHA-256 does not match");
    }
    return new Stored(fingerprint, state);
  }

  private static void writeFloats(DataOutputStream out, float[] values) throws IOException {
    out.writeInt(values.length);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    out.write(bytes.array());
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Integer.MAX_VALUE / 4) {
      throw new IOException("array of length " + length);
    }
    // Not allocated from the stored length alone, which may be damaged.
    byte[] bytes = in.readNBytes(4 * length);
    if (bytes.length != 4 * length) {
      throw new IOException("ends after %d of %d bytes".formatted(bytes.length, 4 * length));
    }
    float[] values = new float[length];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
