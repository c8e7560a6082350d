package org.sparkresnet.train;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.sparkresnet.common.Sha256;
import org.sparkresnet.fuzz.FuzzTarget;

/** Reader of checkpoints: damaged ones, and damaged ones with a right SHA-256. */
public final class CheckpointFuzz {
  private CheckpointFuzz() {}

  public static FuzzTarget target() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointCodec.write(out, new CheckpointCodec.Stored(States.FINGERPRINT, States.at(12_800)));
    return new FuzzTarget(
        "checkpoint",
        List.of(out.toByteArray()),
        List.of(),
        List.of(FuzzTarget.AS_IT_IS, CheckpointFuzz::signed),
        file -> CheckpointCodec.read(new ByteArrayInputStream(file)));
  }

  private static byte[] signed(byte[] content) {
    int end = Math.max(0, content.length - Sha256.BYTES);
    byte[] file = Arrays.copyOf(content, end + Sha256.BYTES);
    byte[] digest = Sha256.start().digest(Arrays.copyOf(content, end));
    System.arraycopy(digest, 0, file, end, digest.length);
    return file;
  }
}
